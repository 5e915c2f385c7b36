import { describe, expect, test } from "vitest";
import { z } from "zod";
import { GUIDE } from "../guide.ts";
import { HttpClient } from "../runtime/http/client.ts";
import { quietRun, VirtualTime } from "../runtime/testing/run.ts";
import { type ScriptedReply, startScriptedServer } from "../runtime/testing/scripted-server.ts";
import { GraphClient } from "./client.ts";

const CALL = { method: "GET", path: "/v1.0/servicePrincipals/1", step: GUIDE.synchronization } as const;
const NAMED = z.object({ displayName: z.string() });
const REFUSED = {
  status: 403,
  body: { error: { code: "Authorization_RequestDenied", message: "Insufficient privileges" } },
};
const MISSING = { status: 404, body: { error: { code: "ResourceNotFound", message: "Not there" } } };
const FOUND = { status: 200, body: { displayName: "SightCall" } };

async function graph(...replies: ScriptedReply[]) {
  const server = await startScriptedServer(...replies);
  const time = new VirtualTime();
  let tokens = 0;
  const login = {
    graphUrl: server.url,
    token: (fresh: boolean) => Promise.resolve(`token ${fresh ? (tokens += 1) : tokens}`),
  };
  const client = new GraphClient(() => Promise.resolve(login), new HttpClient(time));
  return {
    client,
    server,
    time,
    run: quietRun(),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

describe("GraphClient", () => {
  test("a call carries the token and an id by which Microsoft finds it", async () => {
    await using given = await graph(FOUND);
    expect(await given.client.request(CALL, NAMED, given.run)).toEqual({ displayName: "SightCall" });
    expect(given.server.requests[0]?.headers).toMatchObject({
      authorization: "Bearer token 0",
      "client-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test("an object that is new is waited for", async () => {
    await using given = await graph(MISSING, MISSING, FOUND);
    await given.client.request({ ...CALL, settle: true }, NAMED, given.run);
    expect(given.time.sleeps).toHaveLength(2);
    expect(given.run.said[0]).toMatch(/waiting for Entra to see what was just made \(404/);
  });

  test("an object that is not new is missing at once", async () => {
    await using given = await graph(MISSING);
    expect(await given.client.find(CALL, NAMED, given.run)).toBeUndefined();
    expect(given.server.requests).toHaveLength(1);
  });

  test("a value that Graph does not know is not asked for again", async () => {
    const message = "Requested value 'baseAddress' was not found.";
    await using given = await graph({ status: 500, body: { error: { code: "InternalError", message } } });
    await expect(given.client.request(CALL, NAMED, given.run)).rejects.toThrow(
      "does not know this value, and repeating the request does not help",
    );
    expect(given.server.requests).toHaveLength(1);
    expect(given.time.sleeps).toEqual([]);
  });

  test("401 on a path of synchronization names the permission that is missing", async () => {
    const body = { error: { code: "Unauthorized", message: "No access" } };
    await using given = await graph({ status: 401, body });
    const call = { ...CALL, path: "/v1.0/servicePrincipals/1/synchronization/jobs" };
    await expect(given.client.request(call, NAMED, given.run)).rejects.toThrow(
      "Grant the deploying application Synchronization.ReadWrite.All or Application.ReadWrite.OwnedBy",
    );
  });

  test("401 for a bad token is told as one, also on a path of synchronization", async () => {
    const body = { error: { code: "InvalidAuthenticationToken", message: "Expired" } };
    await using given = await graph({ status: 401, body });
    const call = { ...CALL, path: "/v1.0/servicePrincipals/1/synchronization/jobs" };
    await expect(given.client.request(call, NAMED, given.run)).rejects.toThrow("The login is not accepted");
  });

  test("rights to a new object may need a new token", async () => {
    await using given = await graph(REFUSED, FOUND);
    await given.client.request({ ...CALL, settle: true }, NAMED, given.run);
    expect(given.server.requests.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer token 0",
      "Bearer token 1",
    ]);
  });

  test("a missing permission is not waited for long, and the error names step, permission and request", async () => {
    await using given = await graph(REFUSED);
    const failed = given.client.request({ ...CALL, settle: true }, NAMED, given.run);
    await expect(failed).rejects.toThrow(
      /^Step 5 of the guide \(Provisioning mode Automatic\): Microsoft Graph answered 403, Authorization_RequestDenied: Insufficient privileges\nGrant the deploying application Synchronization\.ReadWrite\.All or .*\n\[GET \/v1\.0\/servicePrincipals\/1, client-request-id [0-9a-f-]{36}\]$/,
    );
    expect(given.time.now()).toBeLessThanOrEqual(30_000);
  });

  test("an answer that is no JSON is told as what it may be", async () => {
    await using given = await graph({ status: 200 });
    await expect(given.client.request(CALL, NAMED, given.run)).rejects.toThrow(/not JSON\. Is a proxy/);
  });

  test("an answer of another form names the member", async () => {
    await using given = await graph({ status: 200, body: { displayName: 7 } });
    await expect(given.client.request(CALL, NAMED, given.run)).rejects.toThrow(
      /displayName: .*expected string/,
    );
  });
});
