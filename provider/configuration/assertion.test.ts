import { describe, expect, test } from "vitest";
import { HttpClient } from "../runtime/http/client.ts";
import { quietRun } from "../runtime/testing/run.ts";
import { type ScriptedReply, startScriptedServer } from "../runtime/testing/scripted-server.ts";
import { assertionSource } from "./assertion.ts";
import type { Configuration } from "./configuration.ts";

async function ask(reply: ScriptedReply, more: Configuration = {}) {
  await using server = await startScriptedServer(reply);
  const configuration = { oidcRequestUrl: `${server.url}/token?v=1`, oidcRequestToken: "request", ...more };
  const source = assertionSource(configuration, new HttpClient(), quietRun());
  const [result] = await Promise.allSettled([source?.()]);
  return { result, request: server.requests[0] };
}

describe("the token of an OIDC login", () => {
  test("GitHub Actions is asked for one that Entra takes", async () => {
    const { result, request } = await ask({ status: 200, body: { value: "jwt" } });
    expect(result).toMatchObject({ value: "jwt" });
    expect(request).toMatchObject({
      method: "GET",
      path: "/token?v=1&audience=api%3A%2F%2FAzureADTokenExchange",
      headers: { authorization: "Bearer request" },
    });
  });

  test("Azure Pipelines is asked for the one of its service connection", async () => {
    const { result, request } = await ask(
      { status: 200, body: { oidcToken: "jwt" } },
      { adoPipelineServiceConnectionId: "connection" },
    );
    expect(result).toMatchObject({ value: "jwt" });
    expect(request).toMatchObject({
      method: "POST",
      path: "/token?v=1&api-version=7.1&serviceConnectionId=connection",
    });
  });

  test("a CI system that gives none is told with what its job needs, and without the request's token", async () => {
    const { result } = await ask({ status: 403, body: { message: "request" } });
    expect(result).toMatchObject({
      reason: { message: expect.stringMatching(/answered 403\).*id-token: write/) },
    });
    expect(result).not.toMatchObject({ reason: { message: expect.stringMatching(/Bearer/) } });
  });

  test("a file is read each time, because it is renewed", async () => {
    const source = assertionSource({ oidcTokenFilePath: "/nowhere" }, new HttpClient(), quietRun());
    await expect(source?.()).rejects.toThrow("The OIDC token's file cannot be read: /nowhere");
  });

  test("without token, file or address there is none", () => {
    expect(
      assertionSource({ oidcRequestUrl: "https://ci.example" }, new HttpClient(), quietRun()),
    ).toBeUndefined();
  });
});
