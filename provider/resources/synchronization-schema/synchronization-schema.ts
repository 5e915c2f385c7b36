import { z } from "zod";
import type { Context, EntraResource } from "../../context.ts";
import { ProviderError } from "../../runtime/error.ts";
import { GraphError } from "../../graph/error.ts";
import { getSchemaDocument, putSchemaDocument } from "../../graph/synchronization.ts";
import { formatJobReference, type JobReference, parseJobReference } from "../../identifiers.ts";
import { present } from "../../runtime/property-map/present.ts";
import type { SynchronizedObject } from "./shapes.ts";
import { describeChanges } from "./describe-changes.ts";
import { diffInputs } from "./diff.ts";
import { objectsOf, readDocument, type SchemaDocument, sectionOf } from "./document.ts";
import { importFromTemplate, templateOf } from "./import.ts";
import { checkInputs, inputs } from "./inputs.ts";
import { merge, type Merged } from "./merge.ts";
import { observe } from "./observe.ts";
import {
  NOTHING_OWNED,
  NOTHING_REPLACED,
  type Owned,
  type Replaced,
  replaced,
  touchedObjects,
} from "./owned.ts";
import { resolve, resolveOffline } from "./resolve.ts";

const state = z.object({
  version: z.string().describe("The schema's version after the last change that this resource made."),
  replaced: replaced.describe("What this resource has displaced, so that deleting it puts everything back."),
});

type State = z.output<typeof state>;

const REEVALUATION =
  "Entra evaluates every user and group again in the next cycle, because the schema changes.";

/** The guide's "Edit attribute mappings": the part of a job's schema that the program names. */
export const synchronizationSchema: EntraResource<typeof inputs, typeof state> = {
  type: "SynchronizationSchema",
  description:
    'The guide\'s "Edit attribute mappings": attributes, mappings and scoping filters of a job. What is not named ' +
    "stays as it is; deleting the resource restores what was there before. Every change makes Entra evaluate every " +
    "user and group again. Import id: `<servicePrincipalId>/<jobId>`.",
  example: `
servicePrincipalId: \${application.servicePrincipalId}
jobId: \${application.jobId}
attributes:
  - name: urn:ietf:params:scim:schemas:extension:sightcall:2.0:User:profile
mappings:
  - targetAttributeName: urn:ietf:params:scim:schemas:extension:sightcall:2.0:User:profile
    constant: recording
  - targetAttributeName: externalId
    attribute: objectId
scopingFilters:
  - object: User
    groups:
      - clauses:
          - attribute: department
            operator: EQUALS
            values: [Sales]`,
  inputs,
  state,
  secrets: [],
  replaceOn: ["servicePrincipalId", "jobId"],
  stable: ["replaced"],

  check: checkInputs,
  diff: ({ properties }, news) => diffInputs(properties, news),

  async preview(recorded, inputs, context) {
    const document = await findDocument(inputs, context);
    if (document === undefined) return;
    const owned = await resolve(inputs, document, inputs, context);
    const { lines } = plan(document, recorded?.state.replaced ?? NOTHING_REPLACED, owned);
    if (lines.length > 0) context.log.info([...lines, REEVALUATION].join("\n"));
  },

  async create(inputs, context) {
    const document = readDocument(await getSchemaDocument(inputs, true, context));
    const owned = await resolve(inputs, document, inputs, context);
    const replaced = await unrecorded(document, owned, inputs, context);
    return { id: formatJobReference(inputs), state: await apply(document, replaced, owned, inputs, context) };
  },

  async read(id, recorded, context) {
    const job = recorded?.inputs ?? parseJobReference(id);
    if (job === undefined) throw notAnId(id);
    const document = await findDocument(job, context);
    if (document === undefined) return undefined;
    if (recorded === undefined) return importFromTemplate(id, job, document, context);
    const seen = observe(document, recorded.state.replaced, resolveOffline(recorded.inputs));
    return { id, inputs: { ...recorded.inputs, ...present(seen) }, state: recorded.state };
  },

  async update(recorded, inputs, context) {
    const document = readDocument(await getSchemaDocument(inputs, true, context));
    const owned = await resolve(inputs, document, inputs, context);
    return apply(document, recorded.state.replaced, owned, inputs, context);
  },

  async delete(recorded, context) {
    const document = await findDocument(recorded.inputs, context);
    if (document === undefined) return;
    await apply(document, recorded.state.replaced, NOTHING_OWNED, recorded.inputs, context);
  },
};

/** @throws {ProviderError} when users or groups would lose the last attribute by which Entra finds them in the target. */
function assertMatched(before: SchemaDocument, after: SchemaDocument): void {
  for (const object of objectsOf(before)) {
    if (!isMatched(before, object) || isMatched(after, object)) continue;
    throw new ProviderError(
      `No mapping of ${object} objects would be a matching attribute any more, so Entra could find none of them in ` +
        "the target. Give one of `mappings` a matchingPriority above 0. Nothing was changed.",
    );
  }
}

function isMatched(document: SchemaDocument, object: SynchronizedObject): boolean {
  const { mapping } = sectionOf(document, object);
  return mapping.attributeMappings.some(({ matchingPriority = 0 }) => matchingPriority > 0);
}

function plan(
  document: SchemaDocument,
  replaced: Replaced,
  owned: Owned,
): { merged: Merged; lines: string[] } {
  const merged = merge(document, replaced, owned);
  assertMatched(document, merged.document);
  return { merged, lines: describeChanges(document, merged.document, objectsOf(document)) };
}

/**
 * What a deployment displaced that was interrupted between its change of the schema and its record in the stack: the
 * schema is as declared already. Deleting the resource then restores what a new job of the template has.
 */
async function unrecorded(
  document: SchemaDocument,
  owned: Owned,
  job: JobReference,
  context: Context,
): Promise<Replaced> {
  if (touchedObjects(owned, NOTHING_REPLACED).length === 0) return NOTHING_REPLACED;
  if (plan(document, NOTHING_REPLACED, owned).lines.length > 0) return NOTHING_REPLACED;
  return merge(await templateOf(job, context), NOTHING_REPLACED, owned).replaced;
}

/** Sends the merged schema, if it differs, and waits until Entra shows it. */
async function apply(
  document: SchemaDocument,
  replaced: Replaced,
  owned: Owned,
  job: JobReference,
  context: Context,
): Promise<State> {
  const { merged, lines } = plan(document, replaced, owned);
  for (const name of merged.leftovers) {
    context.log.warn(
      `The attribute ${name} stays in the schema, because a mapping made elsewhere still uses it.`,
    );
  }
  if (lines.length === 0) return { version: document.version ?? "", replaced: merged.replaced };
  await putSchemaDocument(job, merged.document, context);
  const shown = await untilShown(job, merged.replaced, owned, context);
  context.log.info([...lines, REEVALUATION].join("\n"));
  return { version: shown.version ?? "", replaced: merged.replaced };
}

/** Reads the schema back until it is as declared; after half a minute it gives up with a warning. */
async function untilShown(
  job: JobReference,
  replaced: Replaced,
  owned: Owned,
  context: Context,
): Promise<SchemaDocument> {
  const { timing } = context.http;
  const deadline = timing.now() + 30_000;
  for (;;) {
    const document = readDocument(await getSchemaDocument(job, true, context));
    const { lines } = plan(document, replaced, owned);
    if (lines.length === 0) return document;
    if (timing.now() > deadline) {
      context.log.warn(`Entra took the schema, but still shows this as not done:\n${lines.join("\n")}`);
      return document;
    }
    context.log.progress("waiting for Entra to show the new schema");
    await timing.sleep(2000, context.signal);
  }
}

/** Undefined when the job is gone. */
async function findDocument(job: JobReference, context: Context): Promise<SchemaDocument | undefined> {
  try {
    return readDocument(await getSchemaDocument(job, false, context));
  } catch (error) {
    if (error instanceof GraphError && error.status === 404) return undefined;
    throw error;
  }
}

function notAnId(id: string): ProviderError {
  return new ProviderError(
    `"${id}" is not an import ID. An import ID has the form <servicePrincipalId>/<jobId>.`,
  );
}
