import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { quietRun, VirtualTime } from "../testing/run.ts";
import { startScriptedServer } from "../testing/scripted-server.ts";
import { HttpClient } from "./client.ts";

const GET = { method: "GET", headers: {} } as const;
const OK = { status: 200, body: { fine: true } };

describe("HttpClient", () => {
  test("throttling is waited out for as long as Retry-After says, and told", async () => {
    await using server = await startScriptedServer({ status: 429, headers: { "retry-after": "17" } }, OK);
    const [time, run] = [new VirtualTime(), quietRun()];
    const reply = await new HttpClient(time).send({ ...GET, url: server.url }, run);
    expect(reply).toMatchObject({ status: 200, text: '{"fine":true}' });
    expect(time.sleeps).toEqual([17_000]);
    expect(run.said).toEqual([expect.stringMatching(/answered 429; trying again in 17 s/)]);
  });

  test("a Retry-After that is a date is honoured too", async () => {
    const date = new Date(Date.now() + 20_000).toUTCString();
    await using server = await startScriptedServer({ status: 503, headers: { "retry-after": date } }, OK);
    const time = new VirtualTime();
    await new HttpClient(time).send({ ...GET, url: server.url }, quietRun());
    expect(time.sleeps[0]).toBeGreaterThan(10_000);
    expect(time.sleeps[0]).toBeLessThanOrEqual(20_000);
  });

  test("server errors are retried with growing waits, and the last answer is given in the end", async () => {
    await using server = await startScriptedServer({ status: 502 });
    const time = new VirtualTime();
    const reply = await new HttpClient(time).send({ ...GET, url: server.url }, quietRun());
    expect(reply.status).toBe(502);
    expect(server.requests).toHaveLength(7);
    expect(time.sleeps.every((sleep, index) => sleep >= 750 * 2 ** Math.min(index, 4))).toBe(true);
  });

  test("what will not pass by itself is not retried", async () => {
    await using server = await startScriptedServer({ status: 403 });
    expect(
      (await new HttpClient(new VirtualTime()).send({ ...GET, url: server.url }, quietRun())).status,
    ).toBe(403);
    expect(server.requests).toHaveLength(1);
  });

  test("a wait beyond the budget is not begun", async () => {
    await using server = await startScriptedServer({ status: 429, headers: { "retry-after": "3600" } });
    const time = new VirtualTime();
    expect((await new HttpClient(time).send({ ...GET, url: server.url }, quietRun())).status).toBe(429);
    expect(time.sleeps).toEqual([]);
  });

  test("a server that takes the request and never answers is given up at the end of the budget", async () => {
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const policy = { attempts: Infinity, budget: 100, backoff: 1000 };
    const sent = new HttpClient().send({ ...GET, url: `http://127.0.0.1:${port}/` }, quietRun(), policy);
    await expect(sent).rejects.toThrow("does not answer");
    silent.close();
  });

  test("an address where nobody listens is tried again, then told with what to do", async () => {
    const time = new VirtualTime();
    const sent = new HttpClient(time).send({ ...GET, url: "http://127.0.0.1:9/" }, quietRun());
    await expect(sent).rejects.toThrow(/127\.0\.0\.1:9 .*\. Check/);
    expect(time.sleeps).toHaveLength(6);
  });

  test("a redirection is not followed, because it would carry the token elsewhere", async () => {
    await using server = await startScriptedServer({
      status: 302,
      headers: { location: "http://127.0.0.1:9/" },
    });
    const sent = new HttpClient(new VirtualTime()).send({ ...GET, url: server.url }, quietRun());
    await expect(sent).rejects.toThrow(/cannot be talked to/);
  });

  test("a cancelled run ends at once", async () => {
    await using server = await startScriptedServer(OK);
    const run = quietRun();
    run.cancel();
    await expect(new HttpClient().send({ ...GET, url: server.url }, run)).rejects.toThrow("cancelled");
  });
});
