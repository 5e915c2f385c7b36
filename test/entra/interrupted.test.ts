import { glob, truncate } from "node:fs/promises";
import nodePath from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { readWholeTenant } from "../../local/run/tenant.ts";
import { Contoso, inDirectory, type TestStack } from "./contoso.ts";
import { likeness } from "./likeness.ts";

/*
 * The engine is killed, with all that it has started, when Graph has done what it was asked and has not answered yet:
 * the moment at which something is in Entra that is not in the stack's state. The tests are one story.
 */

const SETTINGS = {
  assignments: {
    groups: ["SightCall Users", { name: "Support", profile: "recording" }],
    users: ["cleo@contoso.com"],
  },
  profile: "byAssignment",
};

const PRINCIPAL = "/v1.0/servicePrincipals/*";
const JOB = `${PRINCIPAL}/synchronization/jobs/*`;

let contoso: Contoso;
let stack: TestStack;
let before: unknown;

beforeAll(async () => {
  contoso = await Contoso.open();
  before = await readWholeTenant(contoso.graph);
  stack = await contoso.stack("interrupted", SETTINGS);
});
afterAll(() => contoso[Symbol.asyncDispose]());

describe("an up that was killed", () => {
  it("when the application was made tells how to remove it", async () => {
    await killedAt([["POST", "/v1.0/applicationTemplates/*/instantiate"]], () => stack.up());
    const [, clientId] = /az ad app delete --id ([0-9a-f-]{36})/.exec(await stack.preview()) ?? [];
    await contoso.graph.request("DELETE", `/v1.0/applications(appId='${clientId}')`);
    expect(await readWholeTenant(contoso.graph)).toEqual(before);
  });

  it("is continued by the next, which is killed as it sets up the application and its roles", async () => {
    const both = [
      ["PATCH", PRINCIPAL],
      ["PATCH", "/v1.0/applications/*"],
    ] as const;
    expect(await killedAt(both, () => stack.up())).toHaveLength(2);
  });

  it.each([
    ["POST", `${PRINCIPAL}/synchronization/jobs`],
    ["POST", `${JOB}/validateCredentials`],
    ["PUT", `${PRINCIPAL}/synchronization/secrets`],
    ["PUT", `${JOB}/schema`],
    ["POST", `${PRINCIPAL}/appRoleAssignedTo`],
    ["POST", `${JOB}/start`],
  ])("is continued by the next, which is killed at %s %s", async (method, file) => {
    expect(await killedAt([[method, file]], () => stack.up())).not.toEqual([]);
  });

  it("while it wrote the state is continued all the same", async () => {
    for await (const file of glob(nodePath.join(stack.stack.backend, ".pulumi", "stacks", "**", "*.attrs"))) {
      await truncate(file);
    }
    await stack.up();
    expect(await stack.up()).toEqual({ same: 19 });
  });

  it("has in the end made what an undisturbed one makes, and left no warning", async () => {
    await using other = await Contoso.open();
    await (await other.stack("undisturbed", { ...SETTINGS, endpoint: { url: contoso.endpoint.url } })).up();
    const undisturbed = likeness(await readWholeTenant(other.graph), inDirectory);
    expect(likeness(await readWholeTenant(contoso.graph), inDirectory)).toEqual(undisturbed);
    expect(await stack.stack.call(["stack", "export"])).not.toContain("pending_operations");
    await stack.expectNoDrift();
  });
});

describe("a destroy that was killed", () => {
  it.each([
    ["POST", `${JOB}/pause`],
    ["DELETE", `${PRINCIPAL}/appRoleAssignedTo/*`],
    ["PUT", `${JOB}/schema`],
    ["PUT", `${PRINCIPAL}/synchronization/secrets`],
    ["DELETE", JOB],
    ["DELETE", PRINCIPAL],
    ["DELETE", "/v1.0/applications/*"],
  ])("is continued by the next, which is killed at %s %s", async (method, file) => {
    expect(await killedAt([[method, file]], () => stack.destroy())).not.toEqual([]);
  });

  it("leaves no trace in the end", async () => {
    await stack.destroy();
    expect(await readWholeTenant(contoso.graph)).toEqual(before);
  });
});

/** Kills the engine between changes, at least as many as are named, and their answers; answers what was done. */
async function killedAt(
  changes: readonly (readonly [method: string, path: string])[],
  work: () => Promise<unknown>,
): Promise<string[]> {
  const faults = changes.map(([method, path]) => ({ method, path, hold: true }));
  await contoso.graph.request("PUT", "/emulator/faults", faults);
  const ended = work().then(
    () => "it was done",
    (error: unknown) => String(error),
  );
  const answer = z.object({ held: z.array(z.string()) });
  const held = async () => answer.parse(await contoso.graph.request("GET", "/emulator/faults")).held;
  const areHeld = async () => {
    await expect.poll(() => held().then(({ length }) => length)).toBeGreaterThanOrEqual(changes.length);
  };
  const early = await Promise.race([ended, areHeld()]);
  if (early !== undefined) throw new Error(`${changes.join(" and ")} was never sent: ${early}`);
  await stack.kill();
  await ended;
  const done = await held();
  await contoso.graph.request("PUT", "/emulator/faults", []);
  return done;
}
