import { defineConfig } from "vitest/config";

/**
 * Two projects: `parts` needs nothing but Node and PostgreSQL, `stack` also runs the Pulumi engine and is therefore
 * kept to one file at a time.
 */
export default defineConfig({
  test: {
    globalSetup: ["test/support/postgres.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "parts",
          include: [
            "charts/**/*.test.ts",
            "expressions/**/*.test.ts",
            "scim-service/**/*.test.ts",
            "entra-emulator/**/*.test.ts",
            "infra/**/*.test.ts",
            "local/**/*.test.ts",
          ],
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: "stack",
          include: ["test/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
