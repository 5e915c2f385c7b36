import { EvaluationError } from "../evaluation-error.ts";
import { strings, type Value } from "../value.ts";
import type { EntraFunction } from "./function.ts";

function items(value: Value): readonly unknown[] {
  if (value === null) return [];
  return typeof value === "string" ? [value] : value;
}

/** Counted from 1. */
const item: EntraFunction = (args) => {
  const index = args.integer(1);
  if (index < 1) throw new EvaluationError("Item: the first item has the index 1");
  return strings(args.value(0))[index - 1] ?? null;
};

/** The documented sample drops the space behind each delimiter. */
const split: EntraFunction = (args) => {
  const source = args.text(0);
  const delimiter = args.text(1) ?? "";
  if (source === null) return null;
  return delimiter === "" ? [source] : source.split(delimiter).map((part) => part.trim());
};

export const COLLECTION_FUNCTIONS: Readonly<Record<string, EntraFunction>> = {
  Count: (args) => String(items(args.value(0)).length),
  Item: item,
  RemoveDuplicates: (args) => [...new Set(strings(args.value(0)))],
  Split: split,
};
