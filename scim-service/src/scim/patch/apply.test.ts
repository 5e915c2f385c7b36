import { describe, expect, test } from "vitest";
import type { Json } from "../json.ts";
import { parse, patch, PRODUCT, refusal, user } from "../../../test/patch-user.ts";

describe("a PATCH by RFC 7644 section 3.5.2", () => {
  const before = parse({
    userName: "ada",
    name: { givenName: "Ada", familyName: "King" },
    emails: [
      { type: "work", value: "w@x", primary: true },
      { type: "home", value: "h@x" },
    ],
  });

  test("keeps the sub-attributes that a complex value does not name", () => {
    expect(
      patch(before, [{ op: "replace", path: "name", value: { givenName: "A." } }])["name"],
    ).toStrictEqual({
      givenName: "A.",
      familyName: "King",
    });
  });

  test("removes a sub-attribute named with null, and the whole with null", () => {
    expect(
      patch(before, [{ op: "replace", path: "name", value: { givenName: null } }])["name"],
    ).toStrictEqual({
      familyName: "King",
    });
    expect(patch(before, [{ op: "replace", path: "name", value: null }])).not.toHaveProperty("name");
  });

  test("replaces all elements, or those that a filter chooses", () => {
    expect(
      patch(before, [{ op: "replace", path: "emails", value: [{ value: "n@x" }] }])["emails"],
    ).toStrictEqual([{ value: "n@x" }]);
    const chosen = patch(before, [{ op: "replace", path: 'emails[type eq "home"].value', value: "n@x" }]);
    expect(chosen["emails"]).toStrictEqual([
      { type: "work", value: "w@x", primary: true },
      { type: "home", value: "n@x" },
    ]);
  });

  test("adds a value only once", () => {
    const operation = { op: "add", path: "emails", value: [{ type: "home", value: "h@x" }] };
    expect(patch(before, [operation])["emails"]).toStrictEqual(before["emails"]);
  });

  test("keeps an element whose type changes, though it has nothing else", () => {
    const hollow = parse({ userName: "ada", addresses: [{ type: "work", primary: true }] });
    const operation = { op: "replace", path: 'addresses[type eq "work"].type', value: "home" };
    expect(patch(hollow, [operation])["addresses"]).toStrictEqual([{ type: "home", primary: true }]);
  });

  test("leaves an element with its type alone to a strict tenant", () => {
    const operation = { op: "remove", path: 'emails[type eq "home"].value' };
    expect(patch(before, [operation], true)["emails"]).toContainEqual({ type: "home" });
  });

  test.each([
    ["primary before value", ["primary", "value"]],
    ["value before primary", ["value", "primary"]],
  ])("makes one new element of its parts, %s", (_order, parts) => {
    const values: Record<string, Json> = { primary: "True", value: "1" };
    const operations = parts.map((part) => ({
      op: "Add",
      path: `phoneNumbers[type eq "mobile"].${part}`,
      value: values[part] ?? null,
    }));
    expect(patch(before, operations)["phoneNumbers"]).toStrictEqual([
      { type: "mobile", primary: true, value: "1" },
    ]);
  });

  test("drops an element that has nothing but a type left", () => {
    expect(patch(before, [{ op: "remove", path: 'emails[type eq "work"].value' }])["emails"]).toStrictEqual([
      { type: "home", value: "h@x" },
    ]);
  });

  test("removes a value that began as the default, and refuses one that is not in the list", () => {
    const path = `${PRODUCT}:profile`;
    const changed = patch(before, [{ op: "add", path, value: "recording" }]);
    expect(changed[PRODUCT]).toStrictEqual({ profile: "recording" });
    const removed = patch(changed, [{ op: "remove", path }]);
    expect(removed).not.toHaveProperty([PRODUCT]);
    expect(removed["schemas"]).not.toContain(PRODUCT);
    expect(refusal([{ op: "add", path, value: "video" }])).toBe("400 invalidValue");
    // The attribute is not case-exact, so this is the same value; it is stored as the schema writes it.
    expect(patch(before, [{ op: "add", path, value: "Recording" }])[PRODUCT]).toStrictEqual({
      profile: "recording",
    });
  });

  test.each([
    ["an unknown attribute", { op: "replace", path: "shoeSize", value: 1 }, "400 invalidPath"],
    ["an unknown schema", { op: "replace", path: "urn:x:y:z", value: 1 }, "400 invalidPath"],
    ["a read-only attribute", { op: "replace", path: "id", value: "1" }, "400 mutability"],
    ["a read-only sub-attribute", { op: "replace", path: "meta.created", value: "1" }, "400 mutability"],
    ["a remove without path", { op: "remove" }, "400 noTarget"],
    ["the removal of a required attribute", { op: "remove", path: "userName" }, "400 mutability"],
    ["a value of another type", { op: "replace", path: "active", value: 1 }, "400 invalidValue"],
    [
      "a filter on a single value",
      { op: "replace", path: 'name[givenName eq "x"]', value: {} },
      "400 invalidPath",
    ],
    ["a broken path", { op: "replace", path: "emails[type", value: {} }, "400 invalidPath"],
    ["an unknown operation", { op: "move", path: "title" }, "400 invalidSyntax"],
    ["no value", { op: "add", path: "title" }, "400 invalidValue"],
  ])("refuses %s", (_what, operation, expected) => {
    expect(refusal([operation as Json], before, true)).toBe(expected);
  });

  test("ignores read-only attributes in a value without path, unless it is strict", () => {
    const operation = { op: "replace", value: { id: "x", title: "T" } };
    expect(patch(before, [operation])["title"]).toBe("T");
    expect(refusal([operation], before, true)).toBe("400 mutability");
  });

  test("refuses a name in two spellings", () => {
    expect(refusal([{ op: "replace", value: { title: "a", Title: "b" } }], before)).toBe("400 invalidSyntax");
  });

  test("takes the core schema's URN for the resource itself", () => {
    const operation = { op: "replace", path: user.core.schema.id, value: { title: "T" } };
    expect(patch(before, [operation], true)["title"]).toBe("T");
  });

  test("checks a change of schemas, which follow from what the resource has", () => {
    expect(patch(before, [{ op: "add", path: "schemas", value: [PRODUCT] }], true)).toStrictEqual(before);
    expect(refusal([{ op: "remove", path: "schemas" }], before)).toBe("400 mutability");
    expect(refusal([{ op: "add", path: "schemas", value: ["urn:junk"] }], before, true)).toBe(
      "400 invalidValue",
    );
    expect(refusal([{ op: "replace", path: "schemas", value: 5 }], before)).toBe("400 invalidSyntax");
  });

  test("checks a password, which is kept nowhere", () => {
    expect(refusal([{ op: "replace", path: "password", value: 5 }], before)).toBe("400 invalidValue");
  });
});
