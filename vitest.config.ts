import { defineConfig } from "vitest/config";

/**
 * Five projects: `parts` needs nothing but Node and PostgreSQL; `stack` also runs the Pulumi engine and is therefore kept to
 * one file at a time; `package` builds Pulumi's language host for YAML (`npm run test:package`); `cluster` builds and runs a
 * Kubernetes control plane (`npm run test:cluster`); `tools` builds tools written in Go (`npm run test:tools`).
 */
export default defineConfig({
  test: {
    globalSetup: ["test/support/postgres.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A poll may take the test's own time: on a loaded machine the default of one second is too short.
    expect: { poll: { timeout: 28_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "parts",
          include: [
            "charts/**/*.test.ts",
            "components/**/*.test.ts",
            "expressions/**/*.test.ts",
            "scim-service/**/*.test.ts",
            "entra-emulator/**/*.test.ts",
            "infra/**/*.test.ts",
            "provider/**/*.test.ts",
            "fleet/**/*.test.ts",
            "local/**/*.test.ts",
            "test/browser/**/*.test.ts",
          ],
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: "stack",
          include: ["test/**/*.test.ts"],
          exclude: ["test/browser/**", "test/cluster/**", "test/package/**", "test/tools/**"],
          globalSetup: ["test/support/engine.ts"],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 600_000,
          expect: { poll: { timeout: 175_000 } },
        },
      },
      {
        extends: true,
        test: { name: "tools", include: ["test/tools/**/*.test.ts"], hookTimeout: 600_000 },
      },
      {
        extends: true,
        test: {
          name: "package",
          include: ["test/package/**/*.test.ts"],
          globalSetup: ["test/support/engine.ts"],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: {
          name: "cluster",
          include: ["test/cluster/**/*.test.ts"],
          globalSetup: ["test/support/engine.ts", "test/cluster/setup.ts"],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
