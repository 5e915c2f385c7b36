import { describe, expect, it } from "vitest";
import { judge, resource } from "../testing/stack.ts";
import { oneAssignment } from "./one-assignment.ts";

const assigned = (principalObjectId: string, resourceObjectId = "application") =>
  resource({
    type: "azuread:index/appRoleAssignment:AppRoleAssignment",
    props: { principalObjectId, resourceObjectId, principalDisplayName: "Ann Archer" },
  });

describe("one-assignment", () => {
  it("refuses somebody who is assigned twice, by name", async () => {
    const { violations } = await judge(oneAssignment, [assigned("ann"), assigned("ann")]);
    expect(violations).toEqual([expect.stringContaining("Ann Archer is assigned twice.")]);
  });

  it("accepts assignments to two applications", async () => {
    expect((await judge(oneAssignment, [assigned("ann"), assigned("ann", "other")])).violations).toEqual([]);
  });
});
