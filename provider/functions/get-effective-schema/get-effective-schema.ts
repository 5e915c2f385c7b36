import { z } from "zod";
import type { EntraFunction } from "../../context.ts";
import { getSchemaDocument } from "../../graph/synchronization.ts";
import { jobId, servicePrincipalId } from "../../identifiers.ts";
import { describeAttribute } from "../../resources/synchronization-schema/attribute.ts";
import {
  effectiveAttribute,
  effectiveMapping,
  effectiveScopingFilter,
} from "../../resources/synchronization-schema/effective.ts";
import { objectsOf, readDocument, sectionOf } from "../../resources/synchronization-schema/document.ts";
import { describeMapping } from "../../resources/synchronization-schema/mapping.ts";
import { describeFilter } from "../../resources/synchronization-schema/scoping-filter.ts";

const args = z.object({ servicePrincipalId, jobId });

const result = z.object({
  version: z.string().describe("The schema's version."),
  attributes: z.array(effectiveAttribute).describe("The attributes of the target system."),
  mappings: z.array(effectiveMapping).describe("The attribute mappings."),
  scopingFilters: z.array(effectiveScopingFilter).describe("Who is in scope; everyone where there is none."),
  disabledObjects: z
    .array(z.string())
    .describe('Objects whose mapping is switched off, such as `["Group"]`.'),
});

export const getEffectiveSchema: EntraFunction<typeof args, typeof result> = {
  name: "getEffectiveSchema",
  description:
    "What a job's synchronization schema says as a whole, whoever wrote it. Fails when there is no such job.",
  example: `
servicePrincipalId: \${application.servicePrincipalId}
jobId: \${application.jobId}`,
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
