import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EVERYTHING, ownedIn, type Territory } from "../../testing/owned.ts";
import { schemaDocument } from "../../testing/schema-document.ts";
import { describeChanges } from "./describe-changes.ts";
import { type SchemaDocument, sectionOf } from "./document.ts";
import { OBJECTS } from "./shapes.ts";
import { merge } from "./merge.ts";
import { NOTHING_OWNED, NOTHING_REPLACED, type Owned } from "./owned.ts";
import { resolveOffline } from "./resolve.ts";

const OURS: Territory = {
  ...EVERYTHING,
  User: ["externalId", "title"],
  Group: ["members"],
  filters: ["User"],
};
const THEIRS: Territory = {
  extension: "contoso",
  User: ["department"],
  Group: ["externalId"],
  filters: ["Group"],
};

const PROFILE = "urn:ietf:params:scim:schemas:extension:sightcall:2.0:User:profile";

function owned(inputs: Omit<Parameters<typeof resolveOffline>[0], "servicePrincipalId" | "jobId">): Owned {
  return resolveOffline({ servicePrincipalId: "", jobId: "", ...inputs });
}

/** The document with its lists as sets: with two owners, the order depends on who came first, and means nothing. */
function unordered(document: SchemaDocument): unknown {
  const copy = structuredClone(document);
  for (const object of OBJECTS) {
    const { mapping, targetAttributes } = sectionOf(copy, object);
    mapping.attributeMappings.sort((one, other) =>
      one.targetAttributeName.localeCompare(other.targetAttributeName),
    );
    targetAttributes.sort((one, other) => one.name.localeCompare(other.name));
  }
  return copy;
}

describe("the merge law", () => {
  test("applying twice is applying once", () => {
    fc.assert(
      fc.property(ownedIn(EVERYTHING), (ours) => {
        const once = merge(schemaDocument(), NOTHING_REPLACED, ours);
        const twice = merge(once.document, once.replaced, ours);
        expect(twice).toEqual(once);
        expect(describeChanges(once.document, twice.document, OBJECTS)).toEqual([]);
      }),
    );
  });

  test("deleting restores the document to the byte", () => {
    fc.assert(
      fc.property(fc.array(ownedIn(EVERYTHING), { minLength: 1, maxLength: 4 }), (versions) => {
        let now = { document: schemaDocument(), replaced: NOTHING_REPLACED };
        for (const ours of versions) now = merge(now.document, now.replaced, ours);
        const { document, replaced } = merge(now.document, now.replaced, NOTHING_OWNED);
        expect(JSON.stringify(document)).toBe(JSON.stringify(schemaDocument()));
        expect(replaced).toEqual(NOTHING_REPLACED);
      }),
    );
  });

  test("what came before does not matter, only what is owned now", () => {
    fc.assert(
      fc.property(ownedIn(EVERYTHING), ownedIn(EVERYTHING), (first, second) => {
        const before = merge(schemaDocument(), NOTHING_REPLACED, first);
        const after = merge(before.document, before.replaced, second);
        const direct = merge(schemaDocument(), NOTHING_REPLACED, second);
        expect(unordered(after.document)).toEqual(unordered(direct.document));
      }),
    );
  });

  test("what is not owned is as it was, to the byte", () => {
    fc.assert(
      fc.property(ownedIn(OURS), (ours) => {
        const { document } = merge(schemaDocument(), NOTHING_REPLACED, ours);
        expect(without(document, ours)).toBe(without(schemaDocument(), ours));
      }),
    );
  });

  test("two owners do not disturb each other, in whatever order they come and go", () => {
    fc.assert(
      fc.property(ownedIn(OURS), ownedIn(THEIRS), ownedIn(OURS), (ours, theirs, later) => {
        const first = merge(schemaDocument(), NOTHING_REPLACED, ours);
        const joined = merge(first.document, NOTHING_REPLACED, theirs);
        const other = merge(schemaDocument(), NOTHING_REPLACED, theirs);
        const otherWay = merge(other.document, NOTHING_REPLACED, ours);
        expect(unordered(joined.document)).toEqual(unordered(otherWay.document));

        const changed = merge(joined.document, first.replaced, later);
        expect(merge(changed.document, joined.replaced, theirs).document).toEqual(changed.document);
        const oursGone = merge(changed.document, changed.replaced, NOTHING_OWNED);
        expect(unordered(oursGone.document)).toEqual(unordered(other.document));
        const allGone = merge(oursGone.document, joined.replaced, NOTHING_OWNED);
        expect(unordered(allGone.document)).toEqual(unordered(schemaDocument()));
      }),
    );
  });

  test("the given document is left alone", () => {
    fc.assert(
      fc.property(ownedIn(EVERYTHING), (ours) => {
        const document = schemaDocument();
        merge(document, NOTHING_REPLACED, ours);
        expect(document).toEqual(schemaDocument());
      }),
    );
  });
});

describe("merge", () => {
  test("a default mapping that is altered keeps what the inputs do not say", () => {
    const { document } = merge(
      schemaDocument(),
      NOTHING_REPLACED,
      owned({ mappings: [{ targetAttributeName: "userName", attribute: "mail" }] }),
    );
    const [userName] = sectionOf(document, "User").mapping.attributeMappings;
    expect(userName).toMatchObject({ matchingPriority: 1, source: { name: "mail", type: "Attribute" } });
  });

  test("a mapping that is already as asked is not touched, however it is spelled", () => {
    const spelled = schemaDocument();
    const title = sectionOf(spelled, "User").mapping.attributeMappings[2];
    Object.assign(title ?? {}, {
      source: { type: "Function", name: "Join", expression: 'Join( "-",[jobTitle] , [department])' },
    });
    const ours = owned({
      mappings: [{ targetAttributeName: "title", expression: 'Join("-", [jobTitle], [department])' }],
    });
    expect(merge(spelled, NOTHING_REPLACED, ours).document).toEqual(spelled);
  });

  test("an attribute stays while a mapping made elsewhere uses it, and that is told", () => {
    const ours = owned({ attributes: [{ name: PROFILE }] });
    const first = merge(schemaDocument(), NOTHING_REPLACED, ours);
    const edited = merge(
      first.document,
      NOTHING_REPLACED,
      owned({ mappings: [{ targetAttributeName: PROFILE, constant: "recording" }] }),
    );
    const gone = merge(edited.document, first.replaced, NOTHING_OWNED);
    expect(gone.leftovers).toEqual([PROFILE]);
    expect(sectionOf(gone.document, "User").targetAttributes.map(({ name }) => name)).toContain(PROFILE);
  });

  test("a filter takes the place of the one that was there, which comes back", () => {
    const filtered = schemaDocument();
    const scope = { groups: [], inputFilterGroups: [{ name: "theirs", clauses: [] }] };
    sectionOf(filtered, "User").mapping.scope = scope;
    const groups = [
      { name: "Sales", clauses: [{ attribute: "department", operator: "EQUALS", values: ["Sales"] }] },
    ];
    const merged = merge(filtered, NOTHING_REPLACED, owned({ scopingFilters: [{ groups }] }));
    expect(sectionOf(merged.document, "User").mapping.scope).toMatchObject({
      inputFilterGroups: scope.inputFilterGroups,
      groups: [{ clauses: [{ sourceOperandName: "department", targetOperand: { values: ["Sales"] } }] }],
    });
    expect(merge(merged.document, merged.replaced, NOTHING_OWNED).document).toEqual(filtered);
  });

  test("a job without group mappings says so", () => {
    const usersOnly = schemaDocument();
    usersOnly.synchronizationRules[0]?.objectMappings.pop();
    const ours = owned({ disabledMappings: [{ targetAttributeName: "members", object: "Group" }] });
    expect(() => merge(usersOnly, NOTHING_REPLACED, ours)).toThrow(/no mapping for Group objects/);
  });
});

/** The document with all that is owned taken out, as JSON. */
function without(document: SchemaDocument, ours: Owned): string {
  const rest = structuredClone(document);
  for (const object of OBJECTS) {
    const { mapping, targetAttributes } = sectionOf(rest, object);
    const targets = new Set(
      [...ours.mappings.map(({ input }) => input), ...ours.disabledMappings]
        .filter((each) => each.object === object)
        .map((each) => each.targetAttributeName),
    );
    const names = new Set(ours.attributes.filter((each) => each.object === object).map(({ name }) => name));
    mapping.attributeMappings = mapping.attributeMappings.filter(
      (each) => !targets.has(each.targetAttributeName),
    );
    targetAttributes.splice(0, Infinity, ...targetAttributes.filter(({ name }) => !names.has(name)));
    if (ours.scopingFilters.some((each) => each.object === object)) delete mapping.scope;
  }
  return JSON.stringify(rest);
}
