import { describe, expect, test } from "vitest";
import { evaluated } from "../testing/evaluated.ts";

const ROLES = [
  { id: "r1", displayName: "Recording", value: "recording" },
  { id: "r2", displayName: "Multiparty", value: "multiparty" },
];

describe("collections and roles", () => {
  test("split, count, item and duplicates", () => {
    expect(evaluated('Split("PermissionSetOne, PermissionSetTwo", ",")')).toEqual([
      "PermissionSetOne",
      "PermissionSetTwo",
    ]);
    expect(evaluated("Count([p])", { p: ["a", "b"] })).toBe("2");
    expect(evaluated("Item([p], 1)", { p: ["a", "b"] })).toBe("a");
    expect(evaluated("Item([p], 3)", { p: ["a", "b"] })).toBeNull();
    expect(() => evaluated("Item([p], 0)", { p: ["a"] })).toThrow("the first item has the index 1");
    expect(evaluated("RemoveDuplicates([p])", { p: ["a", "b", "a"] })).toEqual(["a", "b"]);
  });

  test("one role by its display name, all roles as complex values", () => {
    const source = { appRoleAssignments: ROLES };
    expect(evaluated("SingleAppRoleAssignment([appRoleAssignments])", source)).toBe("Recording");
    expect(evaluated("SingleAppRoleAssignment([appRoleAssignments])")).toBeNull();
    expect(evaluated("AssertiveAppRoleAssignmentsComplex([appRoleAssignments])", source)).toEqual([
      { primary: false, type: "WindowsAzureActiveDirectoryRole", display: "Recording", value: "recording" },
      { primary: false, type: "WindowsAzureActiveDirectoryRole", display: "Multiparty", value: "multiparty" },
    ]);
  });
});
