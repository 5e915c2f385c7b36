import * as fc from "fast-check";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { describeChanges } from "../../provider/resources/synchronization-schema/describe-changes.ts";
import { objectsOf, sectionOf } from "../../provider/resources/synchronization-schema/document.ts";
import { checkInputs, inputs } from "../../provider/resources/synchronization-schema/inputs.ts";
import { mappingRules } from "../../provider/resources/synchronization-schema/mapping.ts";
import { merge } from "../../provider/resources/synchronization-schema/merge.ts";
import { NOTHING_REPLACED } from "../../provider/resources/synchronization-schema/owned.ts";
import { problemsOffline, resolveOffline } from "../../provider/resources/synchronization-schema/resolve.ts";
import { anySchema } from "../../provider/testing/any-schema.ts";
import { schemaDocument } from "../../provider/testing/schema-document.ts";
import { profileMappings } from "../product/profile.ts";
import { attributesFor } from "../product/schema-documents.ts";
import { stackConfig } from "../stack/config/stack.ts";
import { findSchema } from "./find-schema.ts";
import { settingsFor } from "./settings.ts";
import { setUp } from "../testing/set-up.ts";
import { stackFile } from "./stack-file.ts";

const OPERATORS = [
  { name: "EQUALS", arity: "Binary" },
  { name: "IS NOT NULL", arity: "Unary" },
  { name: "IS TRUE", arity: "Unary" },
];

const file = z.object({ config: z.record(z.string(), z.unknown()) });

/** The configuration as the program reads it, with the token that the administrator sets. */
function configOf(text: string) {
  const { config } = file.parse(parse(text));
  const own = Object.entries(config).map(([key, value]) => [key.replace(/^entra-scim:/, ""), value]);
  return stackConfig.parse({ endpoint: { token: "t" }, ...Object.fromEntries(own) });
}

it("whatever schema Graph holds, its stack is accepted, changes nothing, and names what it leaves out", () => {
  fc.assert(
    fc.property(anySchema, (document) => {
      const schema = findSchema(schemaDocument(), document, OPERATORS);
      const { profile, provisioning } = configOf(
        stackFile(undefined, "entra-scim", settingsFor({ ...setUp, schema })),
      );
      const mappings = [...profileMappings(profile), ...provisioning.mappings];
      const declared = inputs.parse({
        servicePrincipalId: setUp.application.servicePrincipalId,
        jobId: "scim.tenant.1",
        attributes: attributesFor(mappings),
        mappings,
        scopingFilters: provisioning.scopingFilters,
        disabledMappings: provisioning.disabledMappings,
      });

      expect(checkInputs(declared)).toEqual([]);
      const owned = resolveOffline(declared);
      expect(problemsOffline(owned, document, OPERATORS)).toEqual([]);
      const merged = merge(document, NOTHING_REPLACED, owned);
      expect(describeChanges(document, merged.document, objectsOf(document))).toEqual([]);
      expect(merged.document).toEqual(document);

      for (const { object, name } of changedMappings(document)) {
        const carried = declared.mappings?.some(
          (each) => each.targetAttributeName === name && (each.object ?? "User") === object,
        );
        const told = schema.remarks.some((remark) => remark.includes(` to ${name} (`));
        expect({ object, name, known: carried === true || told }).toEqual({ object, name, known: true });
      }
    }),
    { numRuns: 500 },
  );
});

/** The mappings that are not as in the template. */
function changedMappings(document: ReturnType<typeof schemaDocument>) {
  const template = schemaDocument();
  return objectsOf(document).flatMap((object) => {
    const usual = sectionOf(template, object).mapping.attributeMappings;
    return sectionOf(document, object)
      .mapping.attributeMappings.filter(({ targetAttributeName }) => {
        const was = usual.find((each) => each.targetAttributeName === targetAttributeName);
        const now = sectionOf(document, object).mapping.attributeMappings.find(
          (each) => each.targetAttributeName === targetAttributeName,
        );
        return was === undefined || now === undefined || !mappingRules.same(was, now);
      })
      .map(({ targetAttributeName: name }) => ({ object, name }));
  });
}
