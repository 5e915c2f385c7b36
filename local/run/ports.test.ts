import { once } from "node:events";
import { access, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { onCheckoutPorts, type Ports } from "./ports.ts";

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "ports-test-"));
  file = path.join(folder, "ports.json");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function checkoutPorts(needed: readonly (keyof Ports)[]): Promise<Ports> {
  return onCheckoutPorts(file, needed, (ports) => Promise.resolve(ports));
}

it("chooses three different ports once and stays with them", async () => {
  const first = await checkoutPorts(["postgres", "service", "emulator"]);
  expect(new Set(Object.values(first)).size).toBe(3);
  expect(await checkoutPorts(["postgres", "service", "emulator"])).toEqual(first);
});

it("names the port that is taken, what it is for, and the way out", async () => {
  const { service } = await checkoutPorts([]);
  const other = createServer().listen(service, "127.0.0.1");
  await once(other, "listening");
  try {
    await expect(checkoutPorts(["service"])).rejects.toThrow(
      `Port ${service}, which this checkout uses for the SCIM service, is taken`,
    );
    await expect(checkoutPorts(["service"])).rejects.toThrow(`delete ${file}`);
    await expect(checkoutPorts(["emulator"])).resolves.toMatchObject({ service });
  } finally {
    other.close();
  }
});

it("keeps no ports on which nothing could be started", async () => {
  const failing = onCheckoutPorts(file, [], () => Promise.reject(new Error("no database")));
  await expect(failing).rejects.toThrow("no database");
  await expect(access(file)).rejects.toThrow("ENOENT");
});
