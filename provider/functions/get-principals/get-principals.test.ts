import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EmulatedEntra } from "../../testing/emulator.ts";
import type { PluginProcess } from "../../runtime/testing/plugin-process.ts";
import { startPlugin } from "../../testing/plugin.ts";
import type { GetPrincipalsResult } from "../../sdk/index.ts";

function user(name: string, more: object = {}) {
  return {
    userPrincipalName: `${name}@contoso.example`,
    displayName: name,
    mail: `${name}.mail@contoso.example`,
    ...more,
  };
}

const people = Array.from({ length: 60 }, (_, index) => user(`person${index}`));

const directory = {
  users: [
    user("ann"),
    user("ben", { accountEnabled: false }),
    user("mailless", { mail: null }),
    user("twin1", { displayName: "Kim O'Hara" }),
    user("twin2", { displayName: "Kim O'Hara" }),
    ...people,
  ],
  groups: [
    {
      displayName: "Support",
      members: ["ann@contoso.example", ...people.map((each) => each.userPrincipalName)],
    },
    { displayName: "Europe", members: ["Support"] },
    {
      displayName: "Everyone",
      groupTypes: ["DynamicMembership"],
      membershipRule: "user.accountEnabled -eq true",
    },
    { displayName: "Newsletter", mailEnabled: true, securityEnabled: false, groupTypes: ["Unified"] },
    { displayName: "Shared" },
    { displayName: "Cloud only", members: ["ann@contoso.example", "mailless@contoso.example"] },
  ],
};

let entra: EmulatedEntra;
let plugin: PluginProcess;

beforeAll(async () => {
  entra = await EmulatedEntra.start(directory);
  const twin = { displayName: "Shared", mailNickname: "shared2", mailEnabled: false, securityEnabled: true };
  await entra.graph("POST", "/groups", twin);
  plugin = await startPlugin(entra.environment);
});

afterAll(async () => {
  await plugin[Symbol.asyncDispose]();
  await entra[Symbol.asyncDispose]();
});

async function getPrincipals(groups: string[], users: string[] = []): Promise<GetPrincipalsResult> {
  return (await plugin.invoke("getPrincipals", { groups, users })) as unknown as GetPrincipalsResult;
}

describe("getPrincipals", () => {
  test("users are found by principal name, mail, display name and object id, in any case and in order", async () => {
    const { users } = await getPrincipals([], ["BEN@contoso.example", "ann.mail@contoso.example", "person7"]);
    expect(users.map((each) => each.user?.displayName)).toEqual(["ben", "ann", "person7"]);
    expect(users[0]?.user?.enabled).toBe(false);
    const id = users[1]?.user?.id ?? "";
    expect((await getPrincipals([], [id])).users[0]?.user?.displayName).toBe("ann");
  });

  test("groups say whether they are dynamic and what groups they contain", async () => {
    const { groups } = await getPrincipals(["support", "Europe", "Everyone"]);
    expect(
      groups.map(({ group }) => [
        group?.displayName,
        group?.dynamic,
        group?.nestedGroups.map((each) => each.displayName),
      ]),
    ).toEqual([
      ["Support", false, []],
      ["Europe", false, ["Support"]],
      ["Everyone", true, []],
    ]);
  });

  test("who has no mail address is said of users, and of groups' members when asked for, in one request a group", async () => {
    const names = {
      groups: ["Cloud only", "Support"],
      users: ["ann@contoso.example", "mailless@contoso.example"],
    };
    const answer = async (missingMail: boolean) =>
      (await plugin.invoke("getPrincipals", { ...names, missingMail })) as unknown as GetPrincipalsResult;
    const { groups, users } = await answer(true);
    expect(groups.map(({ group }) => group?.withoutMail)).toEqual([["mailless@contoso.example"], []]);
    expect(users.map(({ user: each }) => each?.mail)).toEqual(["ann.mail@contoso.example", undefined]);
    expect((await answer(false)).groups[0]?.group).not.toHaveProperty("withoutMail");
  });

  test("who cannot be assigned is told apart, with what to do", async () => {
    const { groups, users } = await getPrincipals(
      ["Nobody", "nobody@contoso.example", "Shared", "Newsletter"],
      ["Kim O'Hara", "ghost@contoso.example", "00000000-0000-4000-8000-000000000000"],
    );
    expect(groups.map(({ problem }) => problem)).toEqual([
      'There is no group with the display name "Nobody" in this tenant.',
      'There is no group with the mail "nobody@contoso.example" in this tenant.',
      expect.stringMatching(
        /^2 groups have the display name "Shared"\. Name one by its object id: [0-9a-f-]{36}, [0-9a-f-]{36}\.$/,
      ),
      expect.stringMatching(/"Newsletter" is a distribution list or a Microsoft 365 group without security/),
    ]);
    expect(users.map(({ problem }) => problem)).toEqual([
      expect.stringMatching(/2 users have the display name "Kim O'Hara".*twin1@contoso\.example.*twin2/),
      expect.stringMatching(/no user with the user principal name or mail "ghost@contoso\.example"/),
      expect.stringMatching(/no user with the object id/),
    ]);
  });

  test("a user in a group that is asked for too is told by the user's own memberships", async () => {
    const { groups, users } = await getPrincipals(
      ["Support", "Europe"],
      ["ann@contoso.example", "ben@contoso.example"],
    );
    const support = groups[0]?.group?.id;
    expect(users.map((each) => each.user?.memberOf)).toEqual([[support], []]);
  });

  test("many names take few requests, and no group's members are read", async () => {
    const names = people.map((each) => each.userPrincipalName);
    const requests = await entra.requestsDuring(async () => {
      const { users } = await getPrincipals(["Support"], names);
      expect(users.every((each) => each.user?.memberOf.length === 1)).toBe(true);
    });
    expect(requests.filter((request) => request.endsWith("/$batch")).length).toBeLessThanOrEqual(6);
    expect(requests.filter((request) => /\/groups\/[^/]+\/members$/.test(request))).toEqual([]);
  });

  test("a throttled request of a batch is sent again", async () => {
    await entra.fault({ method: "GET", path: "/v1.0/users", status: 429, retryAfter: 1, times: 1 });
    const { users } = await getPrincipals([], ["ann@contoso.example"]);
    await entra.fault();
    expect(users[0]?.user?.displayName).toBe("ann");
  });

  test("when memberships may not be seen there is a warning, not a failure", async () => {
    await entra.fault(
      { path: "/v1.0/users/*/memberOf", status: 403 },
      { path: "/v1.0/groups/*/members/**", status: 403 },
    );
    const { users, groups } = await getPrincipals(["Support"], ["ann@contoso.example"]);
    await entra.fault();
    expect([users[0]?.user?.memberOf, groups[0]?.group?.nestedGroups]).toEqual([[], []]);
    expect(plugin.messages.slice(-2)).toEqual([
      expect.objectContaining({
        severity: "warning",
        message: expect.stringMatching(/GroupMember\.Read\.All/),
      }),
      expect.objectContaining({
        severity: "warning",
        message: expect.stringMatching(/assigned groups already/),
      }),
    ]);
  });

  test("without the permission to look groups up, the error names it and the step", async () => {
    await entra.set({ permissions: ["User.Read.All"] });
    await using limited = await startPlugin(entra.environment);
    await expect(limited.invoke("getPrincipals", { groups: ["Support"] })).rejects.toThrow(
      /Step 9-10 of the guide \(Look up the groups to assign\)[\s\S]*Group\.Read\.All/,
    );
  });
});
