import { afterAll, beforeAll, expect, test } from "vitest";
import type { ScimClient } from "./scim-client.ts";
import { startTestService, type TestService } from "./service.ts";

let service: TestService;
let scim: ScimClient;

beforeAll(async () => {
  service = await startTestService();
  scim = await service.tenant("contoso");
});
afterAll(() => service.stop());

/** What the log keeps of a request's `ADSCIMVersion`. */
async function logged(requestId: string, header?: string): Promise<unknown> {
  const headers = { "x-request-id": requestId, ...(header === undefined ? {} : { adscimversion: header }) };
  await scim.get("/Users?count=0", headers);
  return (await service.log()).find((line) => line["requestId"] === requestId)?.["entra"];
}

test("the request log has Entra's ActivityId, which Microsoft's support asks for", async () => {
  const header = "Date:2026-11-27T08:00:00Z, ActivityId:5b4b9a4c-7e4b-4c53-a9a7-2f3d0c1e9f11";
  expect(await logged("from-entra", header)).toBe(header);
  expect(await logged("from-entra-in-2019", "5.0")).toBe("5.0");
});

test("it keeps no more than 200 printable characters of it", async () => {
  expect(await logged("too-long", "a".repeat(5_000))).toBe("a".repeat(200));
  expect(await logged("not-printable", "a\tb\u00e9c")).toBe("a?b?c");
});

test("it has nothing of a client that is not Entra", async () => {
  expect(await logged("from-okta")).toBeUndefined();
});
