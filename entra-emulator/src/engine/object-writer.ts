import type { Link, SynchronizationJob } from "../tenant/model.ts";
import { attributeChanges, type LoggedChange, type TargetValues } from "./attribute-values.ts";
import { type Candidate, reportableIdentifier } from "./candidate.ts";
import type { ObjectMappings } from "./mapping.ts";
import type { Dialect } from "./wire/base-address.ts";
import type { ScimEndpoint } from "./wire/endpoint.ts";
import { attributePatch } from "./wire/patch.ts";
import { INCOMPATIBLE, type ScimResource } from "./wire/reply.ts";
import { createBody } from "./wire/resource.ts";
import { readAttribute } from "./wire/target-attribute.ts";
import { TargetError } from "./wire/target-error.ts";

const INCOMPATIBLE_FILTERING = "SystemForCrossDomainIdentityManagementServiceIncompatibleFiltering";

/** What an object was joined to or created as. */
export interface Provisioned {
  readonly link: Link;
  readonly created: boolean;
  readonly changes: readonly LoggedChange[];
}

/** The values of an object that is created, as changes. */
export function newValues({ attributes }: ObjectMappings, values: TargetValues): LoggedChange[] {
  return attributes
    .filter(({ target }) => values.has(target.name))
    .map(({ target, redacted }) => ({
      op: "Add",
      target,
      value: values.get(target.name),
      oldValue: undefined,
      redacted,
    }));
}

/** Writes objects of one type to the target and remembers what was written. */
export class ObjectWriter {
  readonly #job: SynchronizationJob;
  readonly #mappings: ObjectMappings;
  readonly #endpoint: ScimEndpoint;
  readonly #dialect: Dialect;
  readonly #sourceOf: Map<string, string>;

  constructor(job: SynchronizationJob, mappings: ObjectMappings, endpoint: ScimEndpoint, dialect: Dialect) {
    this.#job = job;
    this.#mappings = mappings;
    this.#endpoint = endpoint;
    this.#dialect = dialect;
    const links = job.engine.links.values().filter((link) => link.objectType === mappings.objectType);
    this.#sourceOf = new Map(links.map((link) => [link.targetId, link.sourceId]));
  }

  /** Joins the object, with the values `joining`, to the one that the target has already, else creates it. */
  async provision(candidate: Candidate, values: TargetValues, joining: TargetValues): Promise<Provisioned> {
    const found = await this.#match(candidate, values);
    if (found !== undefined) return this.#join(candidate, joining, found);
    if (!this.#mappings.flows.has("Add")) {
      throw new TargetError(
        "ImportSkipped",
        "The target has no such object and the mapping does not create any.",
      );
    }
    const changes = newValues(this.#mappings, values);
    const body = createBody(candidate.objectType, changes);
    let targetId: string;
    try {
      targetId = await this.#endpoint.create(body);
    } catch (error) {
      if (!(error instanceof TargetError) || error.status !== 409) throw error;
      // Somebody may have made it since the search; else the endpoint's filter misses what its uniqueness check finds.
      const rival = await this.#match(candidate, values);
      if (rival === undefined)
        throw new TargetError(INCOMPATIBLE_FILTERING, error.message, { status: error.status, cause: error });
      return this.#join(candidate, joining, rival);
    }
    const link = this.#link(candidate, targetId, values);
    return { link, created: true, changes };
  }

  /** Writes changes to a linked object; without changes only the link is brought up to date. */
  async update(link: Link, values: TargetValues, changes: readonly LoggedChange[]): Promise<void> {
    if (changes.length > 0) await this.#endpoint.patch(link.targetId, attributePatch(changes, this.#dialect));
    Object.assign(link.exported, Object.fromEntries(values));
  }

  async delete(link: Link): Promise<void> {
    await this.#endpoint.delete(link.targetId);
    this.forget(link);
  }

  forget(link: Link): void {
    this.#job.engine.links.delete(link.sourceId);
    this.#sourceOf.delete(link.targetId);
  }

  async #match(candidate: Candidate, values: TargetValues): Promise<ScimResource | undefined> {
    try {
      return await this.#search(values);
    } catch (error) {
      if (!(error instanceof TargetError) || error.fatal || error.code !== INCOMPATIBLE) throw error;
      const who = `${candidate.objectType} '${reportableIdentifier(candidate)}'`;
      const message = `Failed to match an entry in the source and target systems ${who}; Error: ${error.message}`;
      throw new TargetError(error.code, message, { status: error.status, cause: error });
    }
  }

  /** Searches by each matching attribute that has a value, until something is found. */
  async #search(values: TargetValues): Promise<ScimResource | undefined> {
    for (const { target } of this.#mappings.matching) {
      const given = values.get(target.name);
      if (given === undefined) continue;
      const value = typeof given === "string" ? given : JSON.stringify(given);
      const found = await this.#endpoint.find({ path: target.name, value });
      if (found.length > 1) {
        throw new TargetError(
          "DuplicateTargetEntries",
          `The target has ${found.length} objects whose ${target.name} is "${value}".`,
        );
      }
      if (found[0] !== undefined) return found[0];
    }
    return undefined;
  }

  async #join(candidate: Candidate, values: TargetValues, found: ScimResource): Promise<Provisioned> {
    const rival = this.#sourceOf.get(found.id);
    if (rival !== undefined && rival !== candidate.id) {
      throw new TargetError(
        "DuplicateSourceEntries",
        `The target's object ${found.id} belongs to another source object, ${rival}.`,
      );
    }
    const link = this.#link(candidate, found.id, new Map());
    const changes = attributeChanges(this.#mappings.attributes, values, ({ target }) =>
      readAttribute(found, target),
    );
    await this.update(link, values, this.#mappings.flows.has("Update") ? changes : []);
    return { link, created: false, changes };
  }

  #link({ id, objectType, displayName }: Candidate, targetId: string, values: TargetValues): Link {
    const link: Link = {
      sourceId: id,
      objectType,
      targetId,
      displayName,
      exported: Object.fromEntries(values),
      references: {},
      unresolved: {},
      deprovisioned: false,
      inScope: true,
    };
    this.#job.engine.links.set(id, link);
    this.#sourceOf.set(targetId, id);
    return link;
  }
}
