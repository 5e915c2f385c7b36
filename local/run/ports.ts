import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";
import { isFree, onFreePorts } from "../free-ports.ts";
import { LocalRunError } from "./error.ts";

const stored = z.object({ postgres: z.int(), service: z.int(), emulator: z.int() });

/** Loopback ports of a checkout. They stay the same from run to run, because the service's is part of the stack. */
export type Ports = z.infer<typeof stored>;

const names: Readonly<Record<keyof Ports, string>> = {
  postgres: "PostgreSQL",
  service: "the SCIM service",
  emulator: "the Entra emulator",
};

/**
 * Starts something on the checkout's ports: the first time on free ones, which are then kept in `file`.
 *
 * @throws {LocalRunError} when another program has one of those that are kept
 */
export async function onCheckoutPorts<T>(
  file: string,
  needed: readonly (keyof Ports)[],
  start: (ports: Ports) => Promise<T>,
): Promise<T> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  const known = text === undefined ? undefined : stored.safeParse(JSON.parse(text)).data;
  if (known === undefined) {
    return onFreePorts(3, async ([postgres = 0, service = 0, emulator = 0]) => {
      const ports = { postgres, service, emulator };
      const started = await start(ports);
      await writeFile(file, JSON.stringify(ports));
      return started;
    });
  }
  for (const name of needed) {
    if (await isFree(known[name])) continue;
    throw new LocalRunError(
      `Port ${known[name]}, which this checkout uses for ${names[name]}, is taken by another program.\n` +
        `End that program; or delete ${file}: the next start then chooses other ports and moves the stack to them.`,
    );
  }
  return start(known);
}
