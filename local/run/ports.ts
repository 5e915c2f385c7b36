import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { z } from "zod";
import { freePorts } from "../free-ports.ts";
import { RunError } from "./error.ts";

const stored = z.object({ postgres: z.int(), service: z.int(), emulator: z.int() });

/** Loopback ports of a checkout. They stay the same from run to run, because the service's is part of the stack. */
export type Ports = z.infer<typeof stored>;

const names: Readonly<Record<keyof Ports, string>> = {
  postgres: "PostgreSQL",
  service: "the SCIM service",
  emulator: "the Entra emulator",
};

/**
 * The checkout's ports: chosen among the free ones the first time, then kept in `file`.
 *
 * @throws {RunError} when another program has one of them
 */
export async function checkoutPorts(file: string, needed: readonly (keyof Ports)[]): Promise<Ports> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  const known = text === undefined ? undefined : stored.safeParse(JSON.parse(text)).data;
  if (known === undefined) {
    const [postgres = 0, service = 0, emulator = 0] = await freePorts(3);
    const ports = { postgres, service, emulator };
    await writeFile(file, JSON.stringify(ports));
    return ports;
  }
  for (const name of needed) {
    if (await isFree(known[name])) continue;
    throw new RunError(
      `Port ${known[name]}, which this checkout uses for ${names[name]}, is taken by another program.\n` +
        `End that program; or delete ${file}: the next start then chooses other ports and moves the stack to them.`,
    );
  }
  return known;
}

async function isFree(port: number): Promise<boolean> {
  try {
    const server = await listening(port);
    server.close();
    await once(server, "close");
    return true;
  } catch {
    return false;
  }
}

async function listening(port: number): Promise<ReturnType<typeof createServer>> {
  const server = createServer();
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}
