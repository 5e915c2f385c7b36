import type { Link, ModifiedProperty, SynchronizationJob } from "../tenant/model.ts";
import { hasEscrow } from "./escrow.ts";
import type { ReferenceMapping } from "./mapping.ts";
import { inParallel } from "./parallel.ts";
import type { Dialect } from "./wire/base-address.ts";
import type { ScimEndpoint } from "./wire/endpoint.ts";
import { membersPatch, referencePatch } from "./wire/patch.ts";
import { TargetError } from "./wire/target-error.ts";

/** How many PATCH requests of one group are under way at a time. */
export const PATCHES_PER_GROUP = 5;

/** What changed in one reference attribute of one object. */
export interface ReferenceResult {
  /** Source ids. */
  readonly added: string[];
  readonly removed: string[];
  /** Requests that the target accepted. */
  writes: number;
  /** Whether a referenced object failed in this cycle, so that the reference has to wait for it. */
  readonly waits: boolean;
  /** The first refusal; undefined when the target took everything. */
  failure: TargetError | undefined;
}

/** What one attribute of one object needs; `exported` and `result` follow what is written. */
interface Work {
  readonly link: Link;
  readonly path: string;
  /** Source ids. */
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly exported: Set<string>;
  readonly result: ReferenceResult;
}

export interface ReferenceWriterOptions {
  readonly dialect: Dialect;
  /** Whether references that had no target before are looked at again. */
  readonly full: boolean;
  readonly membersPerPatch: number;
}

/** Writes references between objects that exist at the target already. */
export class ReferenceWriter {
  readonly #job: SynchronizationJob;
  readonly #endpoint: ScimEndpoint;
  readonly #options: ReferenceWriterOptions;

  constructor(job: SynchronizationJob, endpoint: ScimEndpoint, options: ReferenceWriterOptions) {
    this.#job = job;
    this.#endpoint = endpoint;
    this.#options = options;
  }

  /**
   * Brings one reference attribute of an object up to date.
   *
   * @param check whether to ask the target first if it has a reference, for an object that was just joined
   * @throws {TargetError} when the endpoint as a whole does not work; what was written before is remembered.
   */
  async write(
    link: Link,
    mapping: ReferenceMapping,
    wanted: readonly string[],
    check: boolean,
  ): Promise<ReferenceResult> {
    const { path } = mapping;
    const exported = new Set(link.references[path]);
    const leftOut = new Set(this.#options.full ? [] : link.unresolved[path]);
    const missing = wanted.filter((id) => !exported.has(id));
    const resolved = missing.filter((id) => !leftOut.has(id) && this.#target(id) !== undefined);
    const waiting = missing.filter((id) => this.#isEscrowed(id));
    const settled = new Set([...resolved, ...waiting]);
    const kept = new Set(wanted);

    if (check) for (const id of await this.#known(link, path, resolved)) exported.add(id);
    const work: Work = {
      link,
      path,
      add: resolved.filter((id) => !exported.has(id)),
      remove: mapping.addOnly ? [] : [...exported].filter((id) => !kept.has(id)),
      exported,
      result: { added: [], removed: [], writes: 0, waits: waiting.length > 0, failure: undefined },
    };
    try {
      if (mapping.multivalued) await this.#members(work);
      else await this.#single(work, wanted.length > 0);
    } catch (error) {
      if (!(error instanceof TargetError) || error.fatal) throw error;
      work.result.failure = error;
    } finally {
      store(link.references, path, [...exported]);
      store(
        link.unresolved,
        path,
        missing.filter((id) => leftOut.has(id) || !settled.has(id)),
      );
    }
    return work.result;
  }

  async #members(work: Work): Promise<void> {
    const { add, remove, exported } = work;
    await this.#patchAll(work, add, async (batch) => {
      await this.#patchMembers("Add", work, batch);
      for (const id of batch) exported.add(id);
    });
    await this.#patchAll(work, remove, async (batch) => {
      await this.#patchMembers("Remove", work, batch);
      for (const id of batch) exported.delete(id);
    });
  }

  /** A member that the target refuses holds up no other member. */
  async #patchAll(
    { result }: Work,
    ids: readonly string[],
    patch: (batch: readonly string[]) => Promise<void>,
  ): Promise<void> {
    const batches = batchesOf(ids, this.#options.membersPerPatch);
    await inParallel(batches, PATCHES_PER_GROUP, async (batch) => {
      try {
        await patch(batch);
      } catch (error) {
        if (!(error instanceof TargetError) || error.fatal) throw error;
        result.failure ??= error;
      }
    });
  }

  /** A member that was deleted at the target has left its groups there already: no request is needed. */
  async #patchMembers(
    op: "Add" | "Remove",
    { link, path, result }: Work,
    batch: readonly string[],
  ): Promise<void> {
    const { links } = this.#job.engine;
    const linked = batch.filter((id) => links.has(id));
    if (linked.length === 0) return;
    const targetIds = linked.flatMap((id) => links.get(id)?.targetId ?? []);
    await this.#endpoint.patch(link.targetId, membersPatch(op, path, targetIds, this.#options.dialect));
    result.writes += 1;
    (op === "Add" ? result.added : result.removed).push(...linked);
  }

  /**
   * How Entra clears a manager is not known; here by `Remove` without a value. A successor without a target leaves the
   * former manager in place.
   */
  async #single(
    { link, path, add: [next], remove, exported, result }: Work,
    hasSuccessor: boolean,
  ): Promise<void> {
    const { dialect } = this.#options;
    if (next !== undefined) {
      const op = exported.size === 0 ? "Add" : "Replace";
      const body = referencePatch(op, path, this.#target(next), dialect);
      await this.#endpoint.patch(link.targetId, body);
    } else if (remove.length > 0 && !hasSuccessor) {
      await this.#endpoint.patch(link.targetId, referencePatch("Remove", path, undefined, dialect));
    } else {
      return;
    }
    result.writes += 1;
    exported.clear();
    result.removed.push(...remove);
    if (next === undefined) return;
    exported.add(next);
    result.added.push(next);
  }

  async #known(link: Link, path: string, ids: readonly string[]): Promise<Set<string>> {
    const known = new Set<string>();
    for (const id of ids) {
      const targetId = this.#target(id);
      if (targetId !== undefined && (await this.#endpoint.refersTo(link.targetId, path, targetId)))
        known.add(id);
    }
    return known;
  }

  #target(sourceId: string): string | undefined {
    const link = this.#job.engine.links.get(sourceId);
    return link === undefined || !link.inScope || link.deprovisioned ? undefined : link.targetId;
  }

  #isEscrowed(sourceId: string): boolean {
    return this.#target(sourceId) === undefined && hasEscrow(this.#job, { kind: "Object", sourceId });
  }
}

function* batchesOf(ids: readonly string[], size: number): Generator<readonly string[]> {
  for (let start = 0; start < ids.length; start += size) yield ids.slice(start, start + size);
}

function store(kept: Record<string, string[]>, path: string, ids: string[]): void {
  if (ids.length > 0) kept[path] = ids;
  else delete kept[path];
}

/** How logs show changed references: one property for each object that came or went, by its source id. */
export function referenceProperties(
  mapping: ReferenceMapping,
  { added, removed }: ReferenceResult,
): ModifiedProperty[] {
  const displayName = mapping.source;
  if (!mapping.multivalued) {
    return [{ displayName, oldValue: removed[0] ?? null, newValue: added[0] ?? null }];
  }
  return [
    ...added.map((id) => ({ displayName, oldValue: null, newValue: id })),
    ...removed.map((id) => ({ displayName, oldValue: id, newValue: null })),
  ];
}
