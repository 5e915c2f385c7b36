/** A comparison operator of RFC 7644 section 3.4.2.2, `pr` aside. */
export type Operator = "eq" | "ne" | "co" | "sw" | "ew" | "gt" | "ge" | "lt" | "le";

export type Literal = string | boolean | null | Bare;

/** A word without quotes where a value belongs, `true`, `false` and `null` aside: a number, `True`, or an id. */
export interface Bare {
  readonly bare: string;
}

/** A filter as it was written: names not yet looked up in a schema. */
export type Filter =
  | { readonly kind: "and" | "or"; readonly left: Filter; readonly right: Filter }
  | { readonly kind: "not"; readonly operand: Filter }
  | { readonly kind: "present"; readonly path: string }
  | { readonly kind: "compare"; readonly path: string; readonly operator: Operator; readonly value: Literal }
  | {
      /** `emails[type eq "work"]`, with `.value eq "x"` or `.value pr` behind it as `rest`. */
      readonly kind: "element";
      readonly path: string;
      readonly filter: Filter;
      readonly rest?: Filter;
    };

/** A PATCH path (RFC 7644 section 3.5.2): `attribute`, `attribute[filter]` or `attribute[filter].sub`. */
export interface PatchPath {
  readonly path: string;
  readonly filter?: Filter;
  readonly sub?: string;
}
