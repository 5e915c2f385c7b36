import type { Link, ModifiedProperty, SynchronizationJob } from "../tenant/model.ts";
import { hasEscrow } from "./escrow.ts";
import type { ReferenceMapping } from "./mapping.ts";
import type { Dialect } from "./wire/base-address.ts";
import type { ScimEndpoint } from "./wire/endpoint.ts";
import { membersPatch, referencePatch } from "./wire/patch.ts";

/** How many members one PATCH carries. Entra's own figure is not documented. */
const MEMBERS_PER_PATCH = 100;

/** What changed in the references of one object. */
export interface ReferenceResult {
  readonly added: string[];
  readonly removed: string[];
  /** Whether a referenced object failed in this cycle, so that the reference has to wait for it. */
  readonly waits: boolean;
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

/** Writes references between objects that exist at the target already. */
export class ReferenceExport {
  readonly #job: SynchronizationJob;
  readonly #endpoint: ScimEndpoint;
  readonly #dialect: Dialect;
  readonly #full: boolean;

  /** `full` looks again at references that had no target before. */
  constructor(job: SynchronizationJob, endpoint: ScimEndpoint, dialect: Dialect, full: boolean) {
    this.#job = job;
    this.#endpoint = endpoint;
    this.#dialect = dialect;
    this.#full = full;
  }

  /**
   * Brings one reference attribute of an object up to date.
   *
   * @param check - Whether to ask first if the target has a reference, for an object that was joined just now.
   * @throws TargetError; what was written before is remembered.
   */
  async export(
    link: Link,
    mapping: ReferenceMapping,
    wanted: readonly string[],
    check: boolean,
  ): Promise<ReferenceResult> {
    const { path } = mapping;
    const exported = new Set(link.references[path]);
    const leftOut = new Set(this.#full ? [] : link.unresolved[path]);
    const missing = wanted.filter((id) => !exported.has(id));
    const resolved = missing.filter((id) => !leftOut.has(id) && this.#target(id) !== null);
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
      result: { added: [], removed: [], waits: waiting.length > 0 },
    };
    try {
      if (mapping.multivalued) await this.#members(work);
      else await this.#single(work, wanted.length > 0);
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

  async #members({ link, path, add, remove, exported, result }: Work): Promise<void> {
    for (const batch of batches(add)) {
      await this.#patchMembers("Add", link, path, batch, result.added);
      for (const id of batch) exported.add(id);
    }
    for (const batch of batches(remove)) {
      await this.#patchMembers("Remove", link, path, batch, result.removed);
      for (const id of batch) exported.delete(id);
    }
  }

  /** A member that was deleted at the target is no member there any longer: nothing is said of it. */
  async #patchMembers(
    op: "Add" | "Remove",
    link: Link,
    path: string,
    batch: readonly string[],
    done: string[],
  ): Promise<void> {
    const { links } = this.#job.engine;
    const linked = batch.filter((id) => links.has(id));
    if (linked.length === 0) return;
    const targetIds = linked.flatMap((id) => links.get(id)?.targetId ?? []);
    await this.#endpoint.patch(link.targetId, membersPatch(op, path, targetIds, this.#dialect));
    done.push(...linked);
  }

  /**
   * How Entra clears a manager is not documented; here by `Remove` without a value. A successor without a target leaves
   * the former one in place.
   */
  async #single(
    { link, path, add: [next], remove, exported, result }: Work,
    hasSuccessor: boolean,
  ): Promise<void> {
    if (next !== undefined) {
      const op = exported.size === 0 ? "Add" : "Replace";
      const body = referencePatch(op, path, this.#target(next), this.#dialect);
      await this.#endpoint.patch(link.targetId, body);
    } else if (remove.length > 0 && !hasSuccessor) {
      await this.#endpoint.patch(link.targetId, referencePatch("Remove", path, null, this.#dialect));
    } else {
      return;
    }
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
      if (targetId !== null && (await this.#endpoint.refersTo(link.targetId, path, targetId))) known.add(id);
    }
    return known;
  }

  #target(sourceId: string): string | null {
    const link = this.#job.engine.links.get(sourceId);
    return link === undefined || !link.inScope || link.deprovisioned ? null : link.targetId;
  }

  #isEscrowed(sourceId: string): boolean {
    return this.#target(sourceId) === null && hasEscrow(this.#job, { kind: "Object", sourceId });
  }
}

function* batches(ids: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < ids.length; start += MEMBERS_PER_PATCH) {
    yield ids.slice(start, start + MEMBERS_PER_PATCH);
  }
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
