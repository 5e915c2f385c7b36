import { describe, expect, test } from "vitest";
import { type JsonObject, parseTargetAttribute, readAttribute, writeAttribute } from "./target-attribute.ts";

const EXTENSION = "urn:scimserver:params:scim:schemas:extension:ScalarMVUser";

function written(name: string, value: unknown): JsonObject {
  const resource: JsonObject = {};
  writeAttribute(resource, parseTargetAttribute(name), value);
  return resource;
}

describe("a target attribute", () => {
  test.each([
    ["title", "Engineer", { title: "Engineer" }],
    ["name.givenName", "Ann", { name: { givenName: "Ann" } }],
    [`${EXTENSION}:rank`, "1", { [EXTENSION]: { rank: "1" } }],
    [
      `${EXTENSION}:primaryOrganization.location`,
      "Oslo",
      { [EXTENSION]: { primaryOrganization: { location: "Oslo" } } },
    ],
    [
      `${EXTENSION}:additionalOrganizations[type eq "school"].symbol`,
      "HS",
      { [EXTENSION]: { additionalOrganizations: [{ type: "school", symbol: "HS" }] } },
    ],
    [
      `${EXTENSION}:contacts[primary eq true].value`,
      "ann",
      { [EXTENSION]: { contacts: [{ value: "ann", primary: true }] } },
    ],
    [`badges[active eq false].value`, "x", { badges: [{ active: false, value: "x" }] }],
    [`badges[level eq 3].value`, "x", { badges: [{ level: 3, value: "x" }] }],
    [
      `emails[type eq "work"].value`,
      "a@x.test",
      { emails: [{ primary: true, type: "work", value: "a@x.test" }] },
    ],
    [
      `roles[primary eq "True"].value`,
      "r",
      { roles: [{ primary: true, type: "WindowsAzureActiveDirectoryRole", value: "r" }] },
    ],
  ])("%s is written into a new resource, and read from it", (name, value, resource) => {
    expect(written(name, value)).toEqual(resource);
    expect(readAttribute(resource, parseTargetAttribute(name))).toBe(value);
  });

  test("is itself the path of operations, whatever its filter", () => {
    const name = `${EXTENSION}:contacts[primary eq true].value`;
    expect(parseTargetAttribute(name).name).toBe(name);
  });

  test("finds the element that another attribute made", () => {
    const resource = written("contacts[primary eq true].value", "ann");
    writeAttribute(resource, parseTargetAttribute("contacts[primary eq true].display"), "Ann");
    expect(resource).toEqual({ contacts: [{ primary: true, value: "ann", display: "Ann" }] });
  });
});
