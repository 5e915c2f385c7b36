import { describe, expect, test } from "vitest";
import { schemaDocument } from "../../testing/schema-document.ts";
import { describeChanges } from "./describe-changes.ts";
import { sectionOf } from "./document.ts";
import { OBJECTS } from "./shapes.ts";
import { differences } from "./import.ts";
import type { Inputs } from "./inputs.ts";
import { merge } from "./merge.ts";
import { observe } from "./observe.ts";
import { NOTHING_REPLACED } from "./owned.ts";
import { resolveOffline } from "./resolve.ts";

/** The schema with a default value of `title` as Graph may write it; `undefined` leaves the member out. */
function withDefault(defaultValue: string | null | undefined) {
  const document = schemaDocument();
  const title = sectionOf(document, "User").mapping.attributeMappings[2];
  if (title === undefined) throw new Error("there is no third mapping");
  delete title.defaultValue;
  if (defaultValue !== undefined) title.defaultValue = defaultValue;
  return document;
}

function owned(mapping: NonNullable<Inputs["mappings"]>[number]) {
  return resolveOffline({ servicePrincipalId: "", jobId: "", mappings: [mapping] });
}

const NONE = [null, "", undefined] as const;

describe.each(NONE)("no default value, which Graph shows as %j,", (shown) => {
  test.each(NONE)("is no change against %j", (other) => {
    const [one, two] = [withDefault(shown), withDefault(other)];
    expect(describeChanges(one, two, OBJECTS)).toEqual([]);
    expect(differences(one, two).lists.mappings).toEqual([]);
  });

  test.each(["", undefined])("is what a mapping with the default value %j asks for", (asked) => {
    const document = withDefault(shown);
    const ours = owned({ targetAttributeName: "title", attribute: "jobTitle", defaultValue: asked });
    const merged = merge(document, NOTHING_REPLACED, ours);
    expect(merged.document).toEqual(document);
    expect(observe(document, merged.replaced, ours).mappings).toEqual(
      ours.mappings.map(({ input }) => input),
    );
  });

  test("is a change against a value, and said as none", () => {
    expect(describeChanges(withDefault("x"), withDefault(shown), OBJECTS)).toEqual([
      '~ mapping title = [jobTitle] (was [jobTitle], default "x")',
    ]);
    expect(differences(withDefault("x"), withDefault(shown)).lists.mappings).toEqual([
      { object: undefined, targetAttributeName: "title", attribute: "jobTitle", defaultValue: "" },
    ]);
  });
});

test("a mapping of type None is said with an empty default value, and a merge makes it so", () => {
  const document = withDefault(null);
  const title = sectionOf(document, "User").mapping.attributeMappings[2];
  Object.assign(title ?? {}, { source: null });
  const { mappings } = differences(schemaDocument(), document).lists;
  expect(mappings).toEqual([{ object: undefined, targetAttributeName: "title", defaultValue: "" }]);
  const [none] = mappings;
  expect(none && merge(schemaDocument(), NOTHING_REPLACED, owned(none)).document).toEqual(document);
});
