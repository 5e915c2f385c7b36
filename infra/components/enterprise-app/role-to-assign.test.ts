import { v5 } from "uuid";
import { describe, expect, it } from "vitest";
import { DEFAULT_ACCESS, type PublishedRole, roleToAssign } from "./role-to-assign.ts";

function role(displayName: string, more: Partial<PublishedRole> = {}): PublishedRole {
  return { id: `id-${displayName}`, displayName, enabled: true, allowedMemberTypes: ["User"], ...more };
}

const user = role("User");
const saml = role("msiam_access");
const agent = role("Agent", { value: "agent" });

describe("without a role asked for", () => {
  it("default access, when the application publishes none for users", () => {
    expect(roleToAssign([])).toEqual({ roleId: DEFAULT_ACCESS });
    expect(roleToAssign([role("Daemon", { allowedMemberTypes: ["Application"] })])).toEqual({
      roleId: DEFAULT_ACCESS,
    });
  });

  it("the only one, not counting disabled ones and the one for SAML", () => {
    expect(roleToAssign([user, saml, role("Old", { enabled: false })])).toEqual({ roleId: "id-User" });
    expect(roleToAssign([saml])).toEqual({ roleId: "id-msiam_access" });
  });

  it("not one that a component added for an earlier configuration", () => {
    const added = role("recording", {
      id: v5("recording", "2f0c6d5e-8a31-4c1b-9a77-5d0f3e6b1c42"),
      value: "recording",
    });
    expect(roleToAssign([user, added, saml])).toEqual({ roleId: "id-User" });
    expect(roleToAssign([added])).toEqual({ roleId: DEFAULT_ACCESS });
    expect(roleToAssign([user, added], "recording")).toEqual({ roleId: added.id });
  });

  it("no guess, when there are several", () => {
    expect(roleToAssign([user, agent, saml]).problem).toBe(
      'it has several, so each assignment must say which: "User", "Agent".',
    );
  });
});

describe("a role asked for", () => {
  it.each(["id-Agent", "agent", "Agent"])("is found by id, value or name: %s", (wanted) => {
    expect(roleToAssign([user, agent], wanted)).toEqual({ roleId: "id-Agent" });
  });

  it("that is not there, disabled or for applications only is refused with those that are", () => {
    const roles = [user, role("Old", { enabled: false })];
    for (const wanted of ["Old", "agent"]) {
      expect(roleToAssign(roles, wanted).problem).toBe(
        `"${wanted}" is not one of its enabled roles for users; there are "User".`,
      );
    }
  });
});
