import { chmod, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { startPostgres } from "../../local/postgres/server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Superuser connection string of the PostgreSQL that all tests share; each test file makes its own database. */
    readonly postgresUrl: string;
  }
}

const oldest = { release: "15" } as const;

/**
 * One PostgreSQL for the whole run: `DATABASE_URL` where it is set, else an embedded one, without durability; with
 * `KIT_POSTGRES=15` the oldest that the service runs on.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env["DATABASE_URL"];
  if (given !== undefined && given !== "") {
    project.provide("postgresUrl", given);
    return async () => {};
  }
  const folder = await mkdtemp(path.join(os.tmpdir(), "entra-scim-kit-test-"));
  // The server runs as another account where the tests run as root; that account must be able to pass through.
  await chmod(folder, 0o711);
  const server = await startPostgres({
    folder: path.join(folder, "postgres"),
    ...(process.env["KIT_POSTGRES"] === "15" ? oldest : {}),
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "300" },
  });
  project.provide("postgresUrl", server.url);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
