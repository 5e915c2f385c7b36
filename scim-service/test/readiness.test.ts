import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import os from "node:os";
import path from "node:path";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from "vitest";
import { readConfig } from "../src/config.ts";
import { startService, type Running } from "../src/operation/start.ts";

let folder: string;
let running: Running | undefined;
/** Takes connections and says nothing, as a host behind a policy that drops packets. */
let silent: Server;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "readiness-"));
  await writeFile(path.join(folder, "token"), "header.payload.signature");
  silent = createServer(() => {}).listen(0, "127.0.0.1");
  await once(silent, "listening");
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  vi.unstubAllEnvs();
});
afterAll(async () => {
  silent.close();
  await rm(folder, { recursive: true, force: true });
});

const addressOf = (server: Server): string => {
  const address = server.address();
  return typeof address === "object" && address ? `127.0.0.1:${address.port}` : "";
};

async function reasonOf(databaseUrl: string, environment: Record<string, string> = {}): Promise<string> {
  const config = readConfig({
    DATABASE_URL: databaseUrl,
    HOST: "127.0.0.1",
    PORT: "0",
    ...environment,
  });
  running = await startService(config, pino({ level: "silent" }));
  running.migrated.catch(() => {});
  const response = await fetch(`http://127.0.0.1:${running.port}/readyz`);
  expect(response.status).toBe(503);
  return ((await response.json()) as { reason: string }).reason;
}

test("a database that does not answer is named", async () => {
  expect(await reasonOf(`postgres://scim:secret@${addressOf(silent)}/scim`)).toBe(
    "the database does not answer",
  );
});

test("Microsoft Entra is named when it is what does not answer", async () => {
  // A user without a password in the URL signs in with a token of Entra; the server asks for a password.
  const url = new URL(inject("postgresUrl"));
  url.password = "";
  url.username = "somebody";
  vi.stubEnv("AZURE_AUTHORITY_HOST", `https://${addressOf(silent)}`);
  const reason = await reasonOf(url.href, {
    AZURE_CLIENT_ID: "6e0f1a52-8f5c-4a1b-9d5e-0c2b8e4f7a10",
    AZURE_TENANT_ID: "72f988bf-86f1-41af-91ab-2d7cd011db47",
    AZURE_FEDERATED_TOKEN_FILE: path.join(folder, "token"),
  });
  expect(reason).toContain("Microsoft Entra, which gives the password of the database, does not answer");
});
