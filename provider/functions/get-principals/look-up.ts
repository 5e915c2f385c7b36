import type { z } from "zod";
import type { Context } from "../../context.ts";
import { type BatchedGet, batchLists, chunk, odataText } from "../../graph/batch.ts";
import type { GuideStep } from "../../guide.ts";
import { kindOf, type NameKind, sameName } from "./name.ts";

/** How one kind of principal is found. */
export interface LookUp<Found extends z.ZodType> {
  /** `/users` or `/groups`. */
  readonly path: string;
  readonly select: string;
  readonly item: Found;
  readonly step: GuideStep;
  /** The properties that a name of each kind may be in. */
  readonly properties: Readonly<Record<NameKind, readonly (keyof z.output<Found> & string)[]>>;
}

/** The most alternatives that Graph takes in one filter. */
const MAX_ALTERNATIVES = 15;

/** Every object that each name may mean, in the order of the names and without duplicates. */
export async function lookUp<Found extends z.ZodType<{ id: string }>>(
  names: readonly string[],
  by: LookUp<Found>,
  context: Context,
): Promise<z.output<Found>[][]> {
  const distinct = [...new Set(names)];
  const requests = (["id", "address", "displayName"] as const).flatMap((kind) => {
    const ofKind = distinct.filter((name) => kindOf(name) === kind);
    return by.properties[kind].flatMap((property) =>
      chunk(ofKind, MAX_ALTERNATIVES).map((some) => request(by, property, some)),
    );
  });
  const found = (await batchLists(requests, by.item, by.step, context)).flat();
  return names.map((name) => {
    const meant = found.filter((each) =>
      by.properties[kindOf(name)].some((property) => {
        const value: unknown = each[property as keyof typeof each];
        return typeof value === "string" && sameName(value, name);
      }),
    );
    return [...new Map(meant.map((each) => [each.id, each])).values()];
  });
}

function request<Found extends z.ZodType>(
  by: LookUp<Found>,
  property: string,
  names: readonly string[],
): BatchedGet {
  const filter = encodeURIComponent(`${property} in (${names.map(odataText).join(",")})`);
  return { path: `${by.path}?$filter=${filter}&$select=${by.select}&$top=999` };
}
