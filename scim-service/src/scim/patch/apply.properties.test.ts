import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../json.ts";
import { Dialect } from "../leniency.ts";
import { Work } from "../work.ts";
import { simpleAssignment } from "./apply.ts";
import { parsePatch } from "./patch-request.ts";
import { ENTERPRISE, parse, patch, PRODUCT, refusal, user } from "../../../test/patch-user.ts";

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
        const assigned = simpleAssignment(
          parsePatch({ Operations: [each] }, user, dialect, new Work({ spend() {} })),
          dialect,
        );
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
