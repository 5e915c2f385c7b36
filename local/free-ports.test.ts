import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { expect, it } from "vitest";
import { onFreePorts } from "./free-ports.ts";

async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

it("a port that another program takes between look and use is tried again with another", async () => {
  const others: Server[] = [];
  const tried: number[] = [];
  const server = await onFreePorts(1, async ([port = 0]) => {
    tried.push(port);
    if (others.length < 2) others.push(await listen(port));
    return listen(port);
  });
  expect(tried).toHaveLength(3);
  expect(server.address()).toMatchObject({ port: tried[2] });
  for (const each of [server, ...others]) each.close();
});

it("what fails for another reason is not tried again", async () => {
  let attempts = 0;
  const failing = onFreePorts(2, async () => {
    attempts += 1;
    throw new Error("no such database");
  });
  await expect(failing).rejects.toThrow("no such database");
  expect(attempts).toBe(1);
});
