import type { Change } from "../../runtime/plugin.ts";
import {
  type PropertyMap,
  isPropertyMap,
  sameValue,
  UNKNOWN,
  type PropertyValue,
} from "../../runtime/property-map/property-map.ts";

/** The lists of the inputs, and the member that identifies an item within a kind of object. */
const LISTS = {
  attributes: "name",
  mappings: "targetAttributeName",
  scopingFilters: undefined,
  disabledMappings: "targetAttributeName",
} as const;

const REPLACE_ON = ["servicePrincipalId", "jobId"] as const;

interface Item {
  readonly index: number;
  readonly value: PropertyValue;
}

/** Differences by attribute, mapping and filter, whatever their order in the lists. */
export function diffInputs(olds: PropertyMap, news: PropertyMap): Change[] {
  const replaced = REPLACE_ON.filter((property) => !sameValue(olds[property], news[property]));
  return [
    ...replaced.map((property): Change => ({ property, kind: "update", replaces: true })),
    ...Object.entries(LISTS).flatMap(([list, member]) => diffList(list, member, olds[list], news[list])),
  ];
}

function diffList(
  list: string,
  member: string | undefined,
  olds: PropertyValue | undefined,
  news: PropertyValue | undefined,
): Change[] {
  if (news === UNKNOWN) return [{ property: list, kind: "update", replaces: false }];
  const before = itemsOf(member, olds);
  const after = itemsOf(member, news);
  const gone = [...before].filter(([key]) => !after.has(key));
  const taken = new Set([...after.values()].map(({ index }) => index));
  return [
    ...[...after].flatMap(([key, item]) => diffItem(list, before.get(key), item)),
    ...gone.map(([, { index }]): Change => {
      return { property: `${list}[${index}]`, kind: taken.has(index) ? "update" : "delete", replaces: false };
    }),
  ];
}

function diffItem(list: string, before: Item | undefined, after: Item): Change[] {
  const property = `${list}[${after.index}]`;
  if (before === undefined) return [{ property, kind: "add", replaces: false }];
  if (sameValue(before.value, after.value)) return [];
  if (before.index !== after.index || !isPropertyMap(before.value) || !isPropertyMap(after.value)) {
    return [{ property, kind: "update", replaces: false }];
  }
  const [old, now] = [before.value, after.value];
  const members = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return members
    .filter((member) => !sameValue(old[member], now[member]))
    .map((member) => ({
      property: `${property}.${member}`,
      kind: old[member] === undefined ? "add" : now[member] === undefined ? "delete" : "update",
      replaces: false,
    }));
}

function itemsOf(member: string | undefined, list: PropertyValue | undefined): Map<string, Item> {
  const items = Array.isArray(list) ? list : [];
  return new Map(items.map((value, index) => [keyOf(member, value, index), { index, value: filled(value) }]));
}

function keyOf(member: string | undefined, value: PropertyValue, index: number): string {
  if (!isPropertyMap(value)) return `unknown ${index}`;
  const object = value["object"] ?? "User";
  const name = member === undefined ? "" : value[member];
  return typeof object === "string" && typeof name === "string" ? `${object} ${name}` : `unknown ${index}`;
}

function filled(value: PropertyValue): PropertyValue {
  return isPropertyMap(value) ? { object: "User", ...value } : value;
}
