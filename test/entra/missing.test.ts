import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { Contoso, type TestStack } from "./contoso.ts";

const SMALLEST = { assignments: { groups: ["SightCall Users"], users: ["cleo@contoso.com"] } };

let contoso: Contoso;
let stack: TestStack;

beforeEach(async () => {
  contoso = await Contoso.open();
  stack = await contoso.stack("missing", SMALLEST);
});
afterEach(() => contoso[Symbol.asyncDispose]());

it("an assignment that Entra shows late fails as with the real plug-in, and the next up takes it over", async () => {
  await showAfter(4_000);
  await expect(stack.up()).rejects.toThrow("expected non-nil error with nil state");
  await showAfter(0);
  await expect.poll(() => assigned().then(({ length }) => length)).toBe(2);
  await stack.up();
  expect(await stack.up()).toEqual({ same: 15 });
  expect(await assigned()).toHaveLength(2);
});

it("an application that somebody deleted ends the next up in one sentence, and refresh and up make it anew", async () => {
  await stack.up();
  const [application] = await list("/v1.0/applications?$filter=displayName eq 'SightCall Provisioning'");
  await contoso.graph.request("DELETE", `/v1.0/applications/${application?.id}`);
  const text = await stack.preview();
  expect(text).toMatch(/somebody deleted it\. Run pulumi refresh,.* and then pulumi up/);
  expect(text).not.toMatch(/serializing|\n\s+at .*:\d+:\d+/);
  await stack.refresh();
  await stack.up();
  expect(await stack.up()).toEqual({ same: 15 });
  await stack.expectNoDrift();
});

async function showAfter(visibilityDelayMs: number): Promise<void> {
  await contoso.graph.request("PUT", "/emulator/settings", { visibilityDelayMs });
}

async function assigned() {
  const [principal] = await list("/v1.0/servicePrincipals?$filter=displayName eq 'SightCall Provisioning'");
  return list(`/v1.0/servicePrincipals/${principal?.id}/appRoleAssignedTo`);
}

async function list(path: string) {
  const answer = z.object({ value: z.array(z.looseObject({ id: z.string() })) });
  return answer.parse(await contoso.graph.request("GET", path)).value;
}
