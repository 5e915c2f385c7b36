import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ScimError } from "../error.ts";
import type { Json, JsonObject } from "../json.ts";
import { Dialect } from "../leniency.ts";
import { parseResource } from "../resource.ts";
import { string } from "../schema/attribute.ts";
import { catalog } from "../schema/catalog.ts";
import { applySteps, simpleAssignment } from "./apply.ts";
import { parsePatch } from "./patch-request.ts";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const PRODUCT = "urn:example:scim:2.0:User";
const { user } = catalog([
  {
    id: PRODUCT,
    name: "Product",
    description: "",
    attributes: [
      string("profile", "", {
        canonicalValues: ["standard", "recording"],
        closed: true,
        default: "standard",
      }),
    ],
  },
]);
const PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

function parse(body: JsonObject, strict = false): JsonObject {
  return parseResource({ schemas: [user.core.schema.id], ...body }, user, new Dialect(strict)).document;
}

function patch(document: JsonObject, operations: readonly Json[], strict = false): JsonObject {
  const dialect = new Dialect(strict);
  const steps = parsePatch({ schemas: [PATCH_OP], Operations: operations }, user, dialect);
  return applySteps(document, steps, user, dialect);
}

/** The error that a PATCH ends with, as `status scimType`. */
function refusal(
  operations: readonly Json[],
  document: JsonObject = parse({ userName: "ada" }),
  strict = false,
): string {
  try {
    patch(document, operations, strict);
  } catch (error) {
    if (error instanceof ScimError) return `${error.status} ${error.scimType}`;
    throw error;
  }
  return "none";
}

const text = fc.string({ minLength: 1, maxLength: 8 });
const type = fc.constantFrom("work", "home", "other");
const email = fc.record({ type, value: text }, { requiredKeys: ["value"] });
const document = fc
  .record(
    {
      userName: fc.constant("ada"),
      active: fc.boolean(),
      title: text,
      name: fc.record({ givenName: text, familyName: text }, { requiredKeys: [] }),
      emails: fc.array(email, { maxLength: 3 }),
      addresses: fc.uniqueArray(fc.record({ type, locality: text }), {
        maxLength: 2,
        selector: (a) => a.type,
      }),
      [ENTERPRISE]: fc.record(
        { department: text, manager: fc.record({ value: text }) },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ["userName"] },
  )
  .map((body) => parse(body as JsonObject));

/** Single-valued changes as Entra's mappings make them: full path and value. */
const changes = fc.dictionary(
  fc.constantFrom(
    "title",
    "displayName",
    "name.givenName",
    "name.familyName",
    `${ENTERPRISE}:department`,
    `${ENTERPRISE}:employeeNumber`,
    'emails[type eq "work"].value',
    'addresses[type eq "work"].locality',
    'addresses[type eq "work"].country',
  ),
  text,
  { minKeys: 1 },
);

function isFiltered(path: string): boolean {
  return path.includes("[");
}

describe("a PATCH", () => {
  test("means the same in Entra's default dialect, in aadOptscim062020 and as nested objects", () => {
    fc.assert(
      fc.property(document, changes, (before, values) => {
        const entries = Object.entries(values);
        const byDefault = entries.map(([path, value]) => ({ op: "Replace", path, value }));
        const byFlag = [
          ...entries
            .filter(([path]) => isFiltered(path))
            .map(([path, value]) => ({ op: "replace", path, value })),
          { op: "replace", value: Object.fromEntries(entries.filter(([path]) => !isFiltered(path))) },
        ];
        const allFlat = [{ op: "add", value: values }];
        const expected = patch(before, byDefault);
        expect(patch(before, byFlag)).toStrictEqual(expected);
        expect(patch(before, allFlat)).toStrictEqual(expected);
      }),
    );
  });

  test("of one simple attribute is the same as assigning it", () => {
    const operation = fc.oneof(
      fc.record({ op: fc.constant("Add"), path: fc.constantFrom("title", "nickName"), value: text }),
      fc.record({
        op: fc.constant("Replace"),
        path: fc.constant("active"),
        value: fc.constantFrom("True", "False", true, false),
      }),
    );
    fc.assert(
      fc.property(document, operation, (before, each) => {
        const dialect = new Dialect(false);
        const assigned = simpleAssignment(parsePatch({ Operations: [each] }, user, dialect), dialect);
        expect(patch(before, [each])).toStrictEqual({ ...before, [each.path]: assigned?.value });
      }),
    );
  });

  test("twice is the same as once", () => {
    fc.assert(
      fc.property(document, changes, fc.array(email, { maxLength: 2 }), (before, values, emails) => {
        const operations = [
          { op: "add", path: "emails", value: emails },
          ...Object.entries(values).map(([path, value]) => ({ op: "replace", path, value })),
        ];
        const once = patch(before, operations);
        expect(patch(once, operations)).toStrictEqual(once);
      }),
    );
  });

  test("leaves a document that a strict POST would accept and keep as it is", () => {
    const operation = fc.oneof(
      fc.record({
        op: fc.constantFrom("add", "replace"),
        path: fc.constantFrom("emails", 'emails[type eq "work"]', 'emails[value sw "a"]'),
        value: fc.record({ type, value: text, primary: fc.boolean() }),
      }),
      fc.record({
        op: fc.constantFrom("add", "replace"),
        path: fc.constantFrom('emails[type eq "home"].primary', "emails.primary"),
        value: fc.boolean(),
      }),
      fc.record({
        op: fc.constant("remove"),
        path: fc.constantFrom(
          "emails",
          "title",
          'emails[type eq "work"]',
          "emails.type",
          "name",
          ENTERPRISE,
          `${ENTERPRISE}:manager.value`,
        ),
      }),
    );
    fc.assert(
      fc.property(document, fc.array(operation, { minLength: 1, maxLength: 6 }), (before, operations) => {
        // Two primaries made by one operation are the client's mistake.
        fc.pre(refusal(operations, before) === "none");
        const after = patch(before, operations);
        expect(parse(after, true)).toStrictEqual(after);
      }),
    );
  });

  test("never leaves two values marked primary", () => {
    const before = parse({
      userName: "ada",
      emails: [
        { value: "a", primary: true },
        { value: "b", type: "work" },
      ],
    });
    for (const operation of [
      { op: "add", path: "emails", value: [{ value: "c", primary: true }] },
      { op: "replace", path: 'emails[type eq "work"].primary', value: true },
      { op: "add", path: 'emails[type eq "home"]', value: { type: "home", value: "d", primary: true } },
    ]) {
      const { emails } = patch(before, [operation]);
      expect((emails as { primary?: boolean }[]).filter(({ primary }) => primary)).toHaveLength(1);
    }
  });

  test("answers any operation with a result or a SCIM error", () => {
    const operation = fc.record(
      {
        op: fc.constantFrom("add", "replace", "remove", "Add", "move"),
        path: fc.oneof(
          fc.string(),
          fc.constantFrom(
            "members",
            "name.",
            "emails[",
            'emails[type eq "work"].',
            "schemas",
            "id",
            "meta.created",
            PRODUCT,
          ),
        ),
        value: fc.jsonValue() as fc.Arbitrary<Json>,
      },
      { requiredKeys: ["op"] },
    );
    fc.assert(
      fc.property(document, operation, fc.boolean(), (before, each, strict) => {
        expect(["none", "400"]).toContain(refusal([each], before, strict).slice(0, 4).trim());
      }),
      { numRuns: 500 },
    );
  });
});

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
