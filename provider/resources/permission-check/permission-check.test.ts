import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { EmulatedEntra } from "../../testing/emulator.ts";
import { startPlugin } from "../../testing/plugin.ts";

const TYPE = "PermissionCheck";
const ALL_STEPS = [
  "createApplication",
  "readApplication",
  "manageAppRoles",
  "synchronization",
  "readUsers",
  "readGroups",
  "assignUsers",
  "assignGroups",
];

let entra: EmulatedEntra;
let permissions: string[];

beforeAll(async () => {
  entra = await EmulatedEntra.start();
  permissions = [
    "Application.ReadWrite.All",
    "AppRoleAssignment.ReadWrite.All",
    "Directory.Read.All",
    "Organization.Read.All",
    "Synchronization.ReadWrite.All",
  ];
});

afterAll(() => entra[Symbol.asyncDispose]());

afterEach(() => entra.set({ permissions, directoryRoles: [], premium: true }));

/** A plug-in of its own, because a token keeps the permissions that it was issued with. */
async function check(steps: string[], settings: object, preview = false) {
  await entra.set({ permissions, ...settings });
  await using plugin = await startPlugin(entra.environment);
  const { outputs } = await plugin.create(TYPE, { steps }, { preview });
  return { outputs, messages: plugin.messages };
}

describe("PermissionCheck", () => {
  test("with everything granted, every need is listed as granted", async () => {
    const { outputs } = await check(ALL_STEPS, {});
    expect(outputs).toMatchObject({ missing: [], unsure: [] });
    expect(outputs["granted"]).toHaveLength(11);
  });

  test("a missing permission stops the preview, by its name, its step and how to grant it", async () => {
    const failed = check(["synchronization", "assignUsers"], { permissions: ["Application.Read.All"] }, true);
    await expect(failed).rejects.toThrow(/Synchronization\.ReadWrite\.All or .*step 5 of the guide/);
    await expect(failed).rejects.toThrow(
      /AppRoleAssignment\.ReadWrite\.All, for assignUsers[\s\S]*Grant admin consent/,
    );
  });

  test("only what the stack's steps need is asked for", async () => {
    const { outputs } = await check(["readUsers"], { permissions: ["User.Read.All"] });
    expect(outputs["granted"]).toHaveLength(1);
  });

  test("groups need a premium licence, users do not", async () => {
    const failed = check(["assignGroups"], { premium: false });
    await expect(failed).rejects.toThrow(/Entra ID P1 or P2[\s\S]*assign the users one by one/);
    expect((await check(["assignUsers"], { premium: false })).outputs).toMatchObject({ missing: [] });
  });

  test("what could not be determined is in unsure, with a warning", async () => {
    const { outputs, messages } = await check(["readApplication", "manageAppRoles", "assignGroups"], {
      permissions: ["Application.ReadWrite.OwnedBy", "AppRoleAssignment.ReadWrite.All"],
    });
    expect(outputs["unsure"]).toEqual([
      expect.objectContaining({
        needs: expect.stringMatching(/OwnedBy/),
        detail: expect.stringMatching(/made or owns/),
      }),
      expect.objectContaining({ detail: expect.stringMatching(/made or owns/) }),
      expect.objectContaining({ detail: expect.stringMatching(/made or owns/) }),
      expect.objectContaining({
        needs: "Entra ID P1 or P2",
        detail: expect.stringMatching(/Organization\.Read\.All/),
      }),
    ]);
    expect(messages.at(-1)).toMatchObject({
      severity: "warning",
      message: expect.stringMatching(/could not be determined/),
    });
  });

  test("a directory role in place of a permission is unsure, not missing", async () => {
    const { outputs } = await check(["synchronization"], {
      permissions: ["Directory.Read.All"],
      directoryRoles: ["Cloud Application Administrator"],
    });
    expect(outputs["unsure"]).toEqual([
      expect.objectContaining({
        detail: expect.stringMatching(/Cloud Application Administrator may be enough/),
      }),
    ]);
  });

  test("other steps check again", async () => {
    await using plugin = await startPlugin(entra.environment);
    const made = await plugin.create(TYPE, { steps: ["readUsers"] });
    expect(await plugin.diff(made, { steps: ["readUsers", "readGroups"] })).toEqual(["steps: update"]);
    const again = await plugin.update(made, { steps: ["readUsers", "readGroups"] });
    expect(again.outputs["granted"]).toHaveLength(2);
  });

  test("an unknown step is a mistake in the inputs", async () => {
    await using plugin = await startPlugin(entra.environment);
    const { problems } = await plugin.check(TYPE, { steps: ["flyToTheMoon"] });
    expect(problems).toEqual([{ property: "steps[0]", reason: expect.stringMatching(/createApplication/) }]);
  });
});
