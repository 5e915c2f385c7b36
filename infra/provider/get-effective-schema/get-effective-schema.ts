import { z } from "zod";
import { getSchemaDocument } from "../graph/synchronization.ts";
import { jobId, servicePrincipalId } from "../identifiers.ts";
import type { FunctionDefinition } from "../resource.ts";
import type { GetEffectiveSchemaResult } from "../sdk/get-effective-schema.ts";
import { describe as describeAttribute } from "../synchronization-schema/attribute.ts";
import { objectsOf, readDocument, sectionOf } from "../synchronization-schema/document.ts";
import { describe as describeMapping } from "../synchronization-schema/mapping.ts";
import { describe as describeFilter } from "../synchronization-schema/scoping-filter.ts";

const args = z.object({ servicePrincipalId, jobId });

export const getEffectiveSchema: FunctionDefinition<typeof args, GetEffectiveSchemaResult> = {
  name: "getEffectiveSchema",
  description: "What a job's synchronization schema says as a whole, whoever wrote it.",
  args,

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
