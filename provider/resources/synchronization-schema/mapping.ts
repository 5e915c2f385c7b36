import { ExpressionError, fromMappingSource, printExpression } from "@entra-scim-kit/expressions";
import { present } from "../../runtime/property-map/present.ts";
import type { AttributeMapping, MappingSource } from "./document.ts";
import type { EffectiveMapping } from "./effective.ts";
import type { MappingInput } from "./inputs.ts";
import { mapping as mappingShape } from "./shapes.ts";
import type { ListRules } from "./merge-list.ts";
import type { OwnedMapping } from "./owned.ts";

const NEW_MAPPING = {
  matchingPriority: 0,
  flowType: "Always",
  flowBehavior: "FlowWhenChanged",
  defaultValue: null,
  exportMissingReferences: false,
};

export const mappingRules: ListRules<AttributeMapping, OwnedMapping> = {
  nameOf: ({ targetAttributeName }) => targetAttributeName,

  parse: (json) => JSON.parse(json) as AttributeMapping,

  build: ({ input, source }, before) => {
    const { targetAttributeName, defaultValue, matchingPriority, flowType, flowBehavior } = input;
    const asked = present({ matchingPriority, flowType, flowBehavior });
    const initial = defaultValue === undefined ? {} : { defaultValue: defaultOf({ defaultValue }) };
    return { ...(before ?? { targetAttributeName, ...NEW_MAPPING }), source, ...asked, ...initial };
  },

  same: (live, wanted) => {
    return (
      sourceText(live.source) === sourceText(wanted.source) &&
      (live.matchingPriority ?? 0) === (wanted.matchingPriority ?? 0) &&
      (live.flowType ?? "Always") === (wanted.flowType ?? "Always") &&
      (live.flowBehavior ?? "FlowWhenChanged") === (wanted.flowBehavior ?? "FlowWhenChanged") &&
      defaultOf(live) === defaultOf(wanted)
    );
  },
};

/** A mapping's default value, or null for none. Entra shows none as `null` or as `""`, and sends nothing for either. */
export function defaultOf({ defaultValue }: { readonly defaultValue?: string | null }): string | null {
  return defaultValue == null || defaultValue === "" ? null : defaultValue;
}

/**
 * A source as one writes it in an expression: `"constant"`, `[attribute]`, `Function(…)`, with spaces set in one way,
 * because Entra sets them in its own. Empty for the mapping type "None".
 */
export function sourceText(source: MappingSource | null | undefined): string {
  if (source == null) return "";
  try {
    const node = fromMappingSource(source);
    return printExpression(node.kind === "constant" ? { ...node, bare: false } : node);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return source.expression ?? source.name ?? "";
  }
}

const DETAILS = ["defaultValue", "matchingPriority", "flowType", "flowBehavior"] as const;

/**
 * The input that amounts to a live mapping: its source, and of the details those that are not as in `usual` or that the
 * earlier input named. Undefined when inputs cannot express it.
 */
export function mappingInputFor(
  live: AttributeMapping,
  usual: AttributeMapping,
  earlier: Pick<MappingInput, "object"> & Partial<MappingInput>,
): MappingInput | undefined {
  const [seen, other] = [describeMapping(live), describeMapping(usual)];
  const details = DETAILS.filter((detail) => seen[detail] !== other[detail] || earlier[detail] !== undefined);
  const from = describeSource(live.source);
  const asked = Object.fromEntries(details.map((detail) => [detail, seen[detail]]));
  // In inputs an empty default value stands for none, and alone for the mapping type "None".
  const none = details.includes("defaultValue") || Object.keys(from).length === 0;
  return mappingShape.safeParse({
    object: earlier.object,
    targetAttributeName: live.targetAttributeName,
    ...from,
    ...(none ? { defaultValue: seen.defaultValue ?? "" } : {}),
    ...present(asked),
  }).data;
}

/** A mapping in the words of the inputs. */
export function describeMapping(mapping: AttributeMapping): Omit<EffectiveMapping, "object"> {
  return {
    targetAttributeName: mapping.targetAttributeName,
    ...describeSource(mapping.source),
    ...present({ defaultValue: defaultOf(mapping) ?? undefined }),
    matchingPriority: mapping.matchingPriority ?? 0,
    flowType: mapping.flowType ?? "Always",
    flowBehavior: mapping.flowBehavior ?? "FlowWhenChanged",
  };
}

function describeSource(
  source: MappingSource | null | undefined,
): Pick<EffectiveMapping, "constant" | "attribute" | "expression"> {
  if (source == null) return {};
  try {
    const node = fromMappingSource(source);
    if (node.kind === "constant") return { constant: node.value };
    if (node.kind === "attribute") return { attribute: node.name };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
  }
  return { expression: sourceText(source) };
}
