import { booleanValue, isEmpty, isTrue, strings } from "../value.ts";
import type { EntraFunction } from "./function.ts";

/** The comparison is case-sensitive; a source that is null matches the key "". */
const switchFunction: EntraFunction = (args) => {
  const source = args.text(0) ?? "";
  for (let key = 2; key + 1 < args.count; key += 2) {
    if ((args.text(key) ?? "") === source) return args.value(key + 1);
  }
  return args.value(1);
};

const coalesce: EntraFunction = (args) => args.rest(0).find((value) => value !== null) ?? null;

const cBool: EntraFunction = (args) => {
  const given = args.text(0);
  return booleanValue(
    isTrue(given) || (given !== null && Number(given) !== 0 && !Number.isNaN(Number(given))),
  );
};

export const LOGIC_FUNCTIONS: Readonly<Record<string, EntraFunction>> = {
  BitAnd: (args) => String(BigInt(args.integer(0)) & BigInt(args.integer(1))),
  CBool: cBool,
  Coalesce: coalesce,
  IIF: (args) => (isTrue(args.value(0)) ? args.value(1) : args.value(2)),
  /** Nothing flows when the value is null or empty; null is what does not flow. */
  IgnoreFlowIfNullOrEmpty: (args) => (isEmpty(args.value(0)) ? null : args.value(0)),
  IsNothing: (args) => booleanValue(args.value(0) === null),
  IsNull: (args) => booleanValue(args.value(0) === null),
  IsNullOrEmpty: (args) => booleanValue(isEmpty(args.value(0))),
  IsPresent: (args) => booleanValue(!isEmpty(args.value(0))),
  IsString: (args) => booleanValue(strings(args.value(0)).length > 0),
  Not: (args) => booleanValue(!isTrue(args.value(0))),
  Switch: switchFunction,
};
