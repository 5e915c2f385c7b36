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
    const left = new Set(this.#full ? [] : link.unresolved[path]);
    const missing = wanted.filter((id) => !exported.has(id));
    const add = missing.filter((id) => !left.has(id) && this.#target(id) !== null);
    const waits = missing.some((id) => this.#isEscrowed(id));
    const unresolved = missing.filter(
      (id) => left.has(id) || (this.#target(id) === null && !this.#isEscrowed(id)),
    );
    const wantedSet = new Set(wanted);
    const gone = mapping.addOnly ? [] : [...exported].filter((id) => !wantedSet.has(id));
    const result: ReferenceResult = { added: [], removed: [], waits };

    const known = check ? await this.#known(link, path, add) : new Set<string>();
    for (const id of known) exported.add(id);
    const unknown = add.filter((id) => !known.has(id));
    try {
      if (mapping.multivalued) await this.#members(link, path, unknown, gone, exported, result);
      else await this.#single(link, path, unknown, gone, exported, missing.length > 0, result);
    } finally {
      store(link.references, path, [...exported]);
      store(link.unresolved, path, unresolved);
    }
    return result;
  }

  async #members(
    link: Link,
    path: string,
    add: readonly string[],
    gone: readonly string[],
    exported: Set<string>,
    result: ReferenceResult,
  ): Promise<void> {
    for (const [op, ids, done] of [
      ["Add", add, result.added],
      ["Remove", gone, result.removed],
    ] as const) {
      for (let start = 0; start < ids.length; start += MEMBERS_PER_PATCH) {
        const batch = ids.slice(start, start + MEMBERS_PER_PATCH);
        // What the target has deleted is no longer a member there: nothing to say.
        const targets = batch.flatMap((id) => this.#job.engine.links.get(id)?.targetId ?? []);
        if (targets.length > 0) {
          await this.#endpoint.patch(link.targetId, membersPatch(op, path, targets, this.#dialect));
          done.push(...batch.filter((id) => this.#job.engine.links.has(id)));
        }
        for (const id of batch) {
          if (op === "Add") exported.add(id);
          else exported.delete(id);
        }
      }
    }
  }

  /**
   * How Entra clears a manager is not documented; here by `Remove` without a value. A new manager without a target leaves
   * the former one in place.
   */
  async #single(
    link: Link,
    path: string,
    [next]: readonly string[],
    gone: readonly string[],
    exported: Set<string>,
    replacedByUnknown: boolean,
    result: ReferenceResult,
  ): Promise<void> {
    if (next !== undefined) {
      const op = exported.size === 0 ? "Add" : "Replace";
      const targetId = this.#target(next);
      await this.#endpoint.patch(link.targetId, referencePatch(op, path, targetId, this.#dialect));
      exported.clear();
      exported.add(next);
      result.added.push(next);
      result.removed.push(...gone);
    } else if (gone.length > 0 && !replacedByUnknown) {
      await this.#endpoint.patch(link.targetId, referencePatch("Remove", path, null, this.#dialect));
      exported.clear();
      result.removed.push(...gone);
    }
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
