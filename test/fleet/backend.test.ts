import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { callEngine, type Engine } from "../../fleet/stack/engine.ts";
import { failureOf } from "../../fleet/stack/failure.ts";
import { findEngine } from "../../local/pulumi/engine/find.ts";
import { openTerminal } from "../../local/terminal.ts";

let folder: string;
let engine: Engine;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "backend-"));
  await writeFile(path.join(folder, "Pulumi.yaml"), "name: entra-scim\nruntime: nodejs\n");
  engine = await findEngine(openTerminal(), new AbortController().signal);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Nobody listens there. */
const NOWHERE = "127.0.0.1:1";

it.each([
  ["Pulumi Cloud", `https://${NOWHERE}`],
  ["PostgreSQL", `postgres://nobody@${NOWHERE}/state`],
  ["S3", `s3://state?endpoint=${NOWHERE}&disableSSL=true&s3ForcePathStyle=true`],
  ["Azure Blob Storage", `azblob://state?storage_account=account&domain=${NOWHERE}&protocol=http`],
  ["Azure Blob Storage without an account", "azblob://state"],
  ["Google Cloud Storage without credentials", "gs://state"],
  ["a folder", "file:///nowhere/at/all"],
  ["an address of no backend", "nonsense"],
])(
  "a state backend that is out of reach is told as such: %s",
  async (_, url) => {
    const args = ["preview", "--json", "--stack", "contoso"];
    const environment = {
      PATH: process.env["PATH"],
      HOME: folder,
      PULUMI_HOME: path.join(folder, "home"),
      PULUMI_CREDENTIAL_STORE: "plaintext",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_CONFIG_PASSPHRASE: "passphrase",
      PULUMI_BACKEND_URL: url,
      PULUMI_ACCESS_TOKEN: "pul-0000000000000000000000000000000000000000",
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "key",
      AWS_SECRET_ACCESS_KEY: "secret",
      AZURE_STORAGE_KEY: "a2V5",
    };
    const { code, stdout, stderr } = await callEngine({ engine, args, folder, environment });
    expect(code).not.toBe(0);
    expect(failureOf(stderr || stdout)).toMatchObject({
      code: "backend",
      remedy: expect.stringContaining("PULUMI_BACKEND_URL"),
    });
  },
  120_000,
);
