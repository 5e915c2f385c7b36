import { z } from "zod";
import type { EntraFunction } from "../../context.ts";
import { getSchemaDocument } from "../../graph/synchronization.ts";
import { jobId, servicePrincipalId } from "../../identifiers.ts";
import { describeAttribute } from "../../resources/synchronization-schema/attribute.ts";
import { objectsOf, readDocument, sectionOf } from "../../resources/synchronization-schema/document.ts";
import { describeMapping } from "../../resources/synchronization-schema/mapping.ts";
import { describeFilter } from "../../resources/synchronization-schema/scoping-filter.ts";

const args = z.object({ servicePrincipalId, jobId });

const result = z.object({
  version: z.string(),
  attributes: z.array(
    z.object({
      object: z.string(),
      name: z.string(),
      type: z.string(),
      required: z.boolean(),
      caseExact: z.boolean(),
      multivalued: z.boolean(),
      mutability: z.string(),
    }),
  ),
  mappings: z.array(
    z.object({
      object: z.string(),
      targetAttributeName: z.string(),
      constant: z.string().optional(),
      attribute: z.string().optional(),
      expression: z.string().optional(),
      defaultValue: z.string().optional(),
      matchingPriority: z.number(),
      flowType: z.string(),
      flowBehavior: z.string(),
    }),
  ),
  scopingFilters: z.array(
    z.object({
      object: z.string(),
      groups: z.array(
        z.object({
          name: z.string(),
          clauses: z.array(
            z.object({ attribute: z.string(), operator: z.string(), values: z.array(z.string()) }),
          ),
        }),
      ),
    }),
  ),
  disabledObjects: z.array(z.string()).describe("Objects whose mapping is switched off altogether."),
});

export const getEffectiveSchema: EntraFunction<typeof args, typeof result> = {
  name: "getEffectiveSchema",
  description: "What a job's synchronization schema says as a whole, whoever wrote it.",
  args,
  result,

  async call(job, context) {
    const document = readDocument(await getSchemaDocument(job, !context.preview, context));
    const sections = objectsOf(document).map((object) =>
      Object.assign({ object }, sectionOf(document, object)),
    );
    return {
      version: document.version ?? "",
      attributes: sections.flatMap(({ object, targetAttributes }) =>
        targetAttributes.map((attribute) => Object.assign({ object }, describeAttribute(attribute))),
      ),
      mappings: sections.flatMap(({ object, mapping }) =>
        mapping.attributeMappings.map((each) => Object.assign({ object }, describeMapping(each))),
      ),
      scopingFilters: sections
        .map(({ object, mapping }) => ({ object, groups: describeFilter(mapping.scope) }))
        .filter(({ groups }) => groups.length > 0),
      disabledObjects: sections
        .filter(({ mapping }) => mapping.enabled === false)
        .map(({ object }) => object),
    };
  },
};
