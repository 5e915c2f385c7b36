import type { CodeUnits } from "./code-units.ts";

export type Assertion =
  | "start"
  | "startOfLine"
  | "end"
  | "endOfLine"
  | "endBeforeLineFeed"
  | "boundary"
  | "noBoundary";

/** A parsed pattern. Options such as `(?i)` are worked into the nodes; `at` is an offset in the pattern. */
export type Node =
  /** One code unit of the set. */
  | { readonly kind: "units"; readonly units: CodeUnits }
  | { readonly kind: "assertion"; readonly assertion: Assertion }
  | { readonly kind: "sequence"; readonly items: readonly Node[] }
  | { readonly kind: "alternation"; readonly branches: readonly Node[] }
  /** `name` is the number of a group without one. */
  | { readonly kind: "capture"; readonly name: string; readonly body: Node }
  | { readonly kind: "atomic"; readonly body: Node; readonly at: number }
  | { readonly kind: "look"; readonly ahead: boolean; readonly negative: boolean; readonly body: Node }
  | {
      readonly kind: "repeat";
      readonly body: Node;
      readonly least: number;
      /** Infinity where there is no limit. */
      readonly most: number;
      readonly lazy: boolean;
      readonly at: number;
    }
  | { readonly kind: "reference"; readonly name: string; readonly at: number };
