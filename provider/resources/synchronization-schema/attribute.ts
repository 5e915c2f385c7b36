import { present } from "../../runtime/property-map/present.ts";
import type { AttributeDefinition } from "./document.ts";
import type { AttributeInput } from "./inputs.ts";
import type { ListRules } from "./merge-list.ts";
import { attribute } from "./shapes.ts";

/** What Entra fills in for an attribute that the admin center adds. */
const NEW_ATTRIBUTE = {
  type: "String",
  anchor: false,
  required: false,
  caseExact: false,
  multivalued: false,
  mutability: "ReadWrite",
  defaultValue: null,
  flowNullValues: false,
  apiExpressions: [],
  referencedObjects: [],
  metadata: [],
};

export const attributeRules: ListRules<AttributeDefinition, AttributeInput> = {
  nameOf: ({ name }) => name,

  parse: (json) => JSON.parse(json) as AttributeDefinition,

  build: ({ object: _object, ...asked }, before) => {
    return { ...(before ?? { name: asked.name, ...structuredClone(NEW_ATTRIBUTE) }), ...present(asked) };
  },

  same: (live, wanted) => {
    const [one, other] = [describeAttribute(live), describeAttribute(wanted)];
    return (
      one.type === other.type &&
      one.required === other.required &&
      one.caseExact === other.caseExact &&
      one.mutability === other.mutability
    );
  },
};

const DETAILS = ["type", "required", "caseExact", "mutability"] as const;

/**
 * The input that amounts to a live attribute: its name, and of the details those that are not as in `usual` or that the
 * earlier input named. Undefined when inputs cannot express it.
 */
export function attributeInputFor(
  live: AttributeDefinition,
  usual: AttributeDefinition,
  earlier: Pick<AttributeInput, "object"> & Partial<AttributeInput>,
): AttributeInput | undefined {
  const [seen, other] = [describeAttribute(live), describeAttribute(usual)];
  const details = DETAILS.filter((detail) => seen[detail] !== other[detail] || earlier[detail] !== undefined);
  return attribute.safeParse({
    object: earlier.object,
    name: live.name,
    ...Object.fromEntries(details.map((detail) => [detail, seen[detail]])),
  }).data;
}

/** An attribute in the words of the inputs, with the defaults filled in. */
export function describeAttribute(definition: AttributeDefinition): {
  name: string;
  type: string;
  required: boolean;
  caseExact: boolean;
  multivalued: boolean;
  mutability: string;
} {
  return {
    name: definition.name,
    type: definition.type ?? "String",
    required: definition.required ?? false,
    caseExact: definition.caseExact ?? false,
    multivalued: definition.multivalued ?? false,
    mutability: definition.mutability ?? "ReadWrite",
  };
}
