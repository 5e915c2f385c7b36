import { EvaluationError } from "../evaluation-error.ts";
import { type Value, text } from "../value.ts";

/** What functions may read besides their arguments. */
export interface EvaluationContext {
  /** The emulated time. */
  readonly now: () => Date;
  /** Primary verified domain of the tenant. */
  readonly defaultDomain: string;
}

/** The arguments of a call by position; an omitted one is null, as one that evaluates to null is. */
export interface Arguments {
  readonly context: EvaluationContext;
  readonly count: number;
  value(position: number): Value;
  /** The argument as a string; null stays null. */
  text(position: number): string | null;
  /** @throws {EvaluationError} when the argument is no whole number. */
  integer(position: number): number;
  rest(from: number): Value[];
}

export type EntraFunction = (args: Arguments) => Value;

/** Wraps evaluated arguments, with the function's name for messages. */
export function argumentsOf(name: string, values: readonly Value[], context: EvaluationContext): Arguments {
  return {
    context,
    count: values.length,
    value: (position) => values[position] ?? null,
    text: (position) => text(values[position] ?? null),
    integer: (position) => {
      const given = text(values[position] ?? null);
      const number = given === null ? Number.NaN : parseInteger(given);
      if (Number.isNaN(number)) {
        throw new EvaluationError(`${name}: ${given === null ? "null" : `"${given}"`} is not a whole number`);
      }
      return number;
    },
    rest: (from) => values.slice(from),
  };
}

/** Decimal or, as in Visual Basic, hexadecimal behind `&H`; NaN for anything else. */
export function parseInteger(given: string): number {
  if (/^&H[0-9A-F]+$/i.test(given)) return Number.parseInt(given.slice(2), 16);
  return /^-?\d+$/.test(given) ? Number(given) : Number.NaN;
}
