import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { requireRealPlugin } from "./real-plugin.ts";

const NOBODY = "http://127.0.0.1:9";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "real-plugin-test-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function required(downloadOrigin: string): Promise<void> {
  return requireRealPlugin("azuread", {
    searchPath: path.join(folder, "bin"),
    home: path.join(folder, "home"),
    downloadOrigin,
  });
}

it("a plug-in that is nowhere and cannot be downloaded is told in one sentence, with the way out", async () => {
  await expect(required(NOBODY)).rejects.toThrow(
    /^The real plug-in azuread \d+\.\d+\.\d+ is neither on PATH nor in .*plugins, and http:\/\/127.0.0.1:9, .*\. Leave out --plugins real/,
  );
});

it("a plug-in on PATH or in the engine's folder is enough", async () => {
  await mkdir(path.join(folder, "bin"));
  const executable = path.join(folder, "bin", "pulumi-resource-azuread");
  await writeFile(executable, "");
  await chmod(executable, 0o755);
  await expect(required(NOBODY)).resolves.toBeUndefined();
  await rm(executable);
  const { version } = z
    .object({ version: z.string() })
    .parse(createRequire(import.meta.url)("@pulumi/azuread/package.json"));
  await mkdir(path.join(folder, "home", "plugins", `resource-azuread-v${version}`), { recursive: true });
  await expect(required(NOBODY)).resolves.toBeUndefined();
});

it("a plug-in that can be downloaded is left to the engine", async () => {
  const server = createServer((_, response) => response.end()).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const { port } = server.address() as AddressInfo;
    await expect(required(`http://127.0.0.1:${port}`)).resolves.toBeUndefined();
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
