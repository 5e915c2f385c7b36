import { describe, expect, it } from "vitest";
import { newUser } from "../../entra-emulator/src/directory/objects.ts";
import { Cast } from "./cast.ts";
import type { TenantUser, TenantView } from "./tenant.ts";

function person(name: string, manager: string | null = null): TenantUser {
  return newUser({ id: name, displayName: name, userPrincipalName: `${name}@contoso.example`, manager });
}

/** A tenant in which all of these people are in one assigned group. */
function tenantOf(...users: TenantUser[]): TenantView {
  const members = users.map(({ id }) => id);
  return {
    domain: "contoso.example",
    users,
    groups: [{ id: "group", displayName: "Users", members }],
    appRoleAssignments: [{ principalId: "group", principalType: "Group" }],
    jobs: [],
  };
}

describe("Cast", () => {
  it("gives each person one part a day", () => {
    const cast = new Cast(
      tenantOf(person("ann"), person("bo", "ann"), person("cy", "ann"), person("di", "ann")),
    );
    const parts = [cast.manager(), cast.oneToRename(), cast.leaver()?.user, cast.one()];
    expect(parts.map((user) => user?.id)).toEqual(["ann", "bo", "cy", "di"]);
  });

  it("has nobody where the assigned groups are too small", () => {
    const cast = new Cast(tenantOf(person("ann")));
    expect(cast.manager()?.id).toBe("ann");
    expect([cast.oneToRename(), cast.leaver(), cast.one()]).toEqual([undefined, undefined, undefined]);
  });

  it("has no group where none is assigned", () => {
    const cast = new Cast({ ...tenantOf(person("ann")), appRoleAssignments: [] });
    expect(cast.group()).toBeUndefined();
  });

  it("numbers a renamed group on from its last name", () => {
    const cast = new Cast(tenantOf());
    expect(cast.freeGroupName("Users")).toBe("Users (2)");
    expect(cast.freeGroupName("Users (9)")).toBe("Users (10)");
  });
});
