import type { ReplacedItem } from "./owned.ts";

/** How items of one list are identified, made and compared. */
export interface ListRules<Item, Spec> {
  readonly nameOf: (item: Item) => string;
  /** The item that a spec asks for, based on the one that was there before. */
  readonly build: (spec: Spec, before: Item | undefined) => Item;
  /** Whether two items are equivalent to Entra. */
  readonly same: (one: Item, other: Item) => boolean;
  /** An item out of a state, where it is kept as JSON. */
  readonly parse: (json: string) => Item;
}

type Record = Omit<ReplacedItem, "object">;

export interface MergedList<Item> {
  readonly items: Item[];
  readonly replaced: Record[];
}

/**
 * A list after one owner's changes: what it no longer names goes back to what it was, what it names becomes what it
 * asks for, and nothing else is touched. A spec of `null` asks for the item's absence.
 */
export function mergeList<Item, Spec>(
  items: readonly Item[],
  replaced: readonly Record[],
  specs: ReadonlyMap<string, Spec | null>,
  rules: ListRules<Item, Spec>,
): MergedList<Item> {
  const original = undo(items, replaced, rules);
  const released = replaced.filter(({ name }) => !specs.has(name));
  const records = [...specs.keys()].map(
    (name) => replaced.find((record) => record.name === name) ?? capture(original, name, rules),
  );
  const merged = [...items];
  for (const record of released) set(merged, record.name, beforeOf(record, rules), original, rules);
  for (const record of records) {
    const spec = specs.get(record.name) ?? null;
    const wanted = spec === null ? undefined : rules.build(spec, beforeOf(record, rules));
    const live = merged.find((item) => rules.nameOf(item) === record.name);
    if (live !== undefined && wanted !== undefined && rules.same(live, wanted)) continue;
    set(merged, record.name, wanted, original, rules);
  }
  return { items: merged, replaced: records };
}

/** Puts `item` in the place of the one with its name, else beside its old neighbours. */
function set<Item, Spec>(
  items: Item[],
  name: string,
  item: Item | undefined,
  original: readonly Item[],
  rules: ListRules<Item, Spec>,
): void {
  const at = items.findIndex((each) => rules.nameOf(each) === name);
  if (item === undefined) {
    if (at !== -1) items.splice(at, 1);
  } else if (at !== -1) items[at] = item;
  else items.splice(placeOf(name, items, original, rules), 0, item);
}

/** Behind the nearest of the items that stood before it originally; at the end if it is new. */
function placeOf<Item, Spec>(
  name: string,
  items: readonly Item[],
  original: readonly Item[],
  rules: ListRules<Item, Spec>,
): number {
  const place = original.findIndex((each) => rules.nameOf(each) === name);
  if (place === -1) return items.length;
  const positions = new Map(items.map((each, index) => [rules.nameOf(each), index]));
  for (const neighbour of original.slice(0, place).toReversed()) {
    const position = positions.get(rules.nameOf(neighbour));
    if (position !== undefined) return position + 1;
  }
  return 0;
}

/** The list as it was before the owner came. */
function undo<Item, Spec>(
  items: readonly Item[],
  records: readonly Record[],
  rules: ListRules<Item, Spec>,
): Item[] {
  const byName = new Map(records.map((record) => [record.name, record]));
  const restored = items.flatMap((item) => {
    const record = byName.get(rules.nameOf(item));
    if (record === undefined) return [item];
    return beforeOf(record, rules) ?? [];
  });
  const there = new Set(restored.map((item) => rules.nameOf(item)));
  // From the front, so that each index finds those before it in place.
  for (const record of records.toSorted((one, other) => one.index - other.index)) {
    const before = beforeOf(record, rules);
    if (before !== undefined && !there.has(record.name)) restored.splice(record.index, 0, before);
  }
  return restored;
}

function capture<Item, Spec>(items: readonly Item[], name: string, rules: ListRules<Item, Spec>): Record {
  const index = items.findIndex((item) => rules.nameOf(item) === name);
  const before = items[index];
  if (before === undefined) return { name, index: items.length };
  return { name, index, before: JSON.stringify(before) };
}

function beforeOf<Item, Spec>(record: Record, { parse }: ListRules<Item, Spec>): Item | undefined {
  return record.before === undefined ? undefined : parse(record.before);
}
