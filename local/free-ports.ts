import { once } from "node:events";
import { createServer } from "node:net";

/** How often other ports are tried when another program takes one between look and use. */
const ATTEMPTS = 5;

/**
 * Starts something on TCP ports of 127.0.0.1 that nobody listens on. Between look and use another program may take one of
 * them: what then fails to start is started again on other ports.
 *
 * @param start fails when it cannot listen on its ports, and leaves nothing behind
 */
export async function onFreePorts<T>(
  count: number,
  start: (ports: readonly number[]) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const ports = await freePorts(count);
    try {
      return await start(ports);
    } catch (error) {
      const free = await Promise.all(ports.map(isFree));
      if (attempt === ATTEMPTS || free.every(Boolean)) throw error;
    }
  }
}

/** A port that nobody listens on now, for a program that cannot be started again on another one. */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  if (port === undefined) throw new Error("no free TCP port on 127.0.0.1");
  return port;
}

/** Whether nobody listens on a port of 127.0.0.1. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
    server.close();
    await once(server, "close");
    return true;
  } catch {
    return false;
  }
}

/** Different free ports: all listeners are open at once, so that none is handed out twice. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no free TCP port on 127.0.0.1");
    return address.port;
  });
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
