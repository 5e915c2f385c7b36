import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { z } from "zod";
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
    const [postgres, service, emulator] = await freePorts();
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

/** Three at once, so that they differ. */
async function freePorts(): Promise<[number, number, number]> {
  const servers = await Promise.all([listening(0), listening(0), listening(0)]);
  const [a, b, c] = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === "string") throw new RunError("No free TCP port on 127.0.0.1.");
    return address.port;
  });
  for (const server of servers) server.close();
  if (a === undefined || b === undefined || c === undefined) throw new RunError("No free TCP port.");
  return [a, b, c];
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
