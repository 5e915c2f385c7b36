import type { Change } from "../plugin.ts";
import { type PropertyMap, sameValue } from "../property-map/property-map.ts";

/** Differences of properties taken whole. */
export function compareProperties(
  olds: PropertyMap,
  news: PropertyMap,
  replaceOn: readonly string[],
): Change[] {
  const properties = new Set([...Object.keys(olds), ...Object.keys(news)]);
  return [...properties]
    .filter((property) => !sameValue(olds[property], news[property]))
    .map((property) => ({
      property,
      kind: olds[property] === undefined ? "add" : news[property] === undefined ? "delete" : "update",
      replaces: replaceOn.includes(property),
    }));
}
