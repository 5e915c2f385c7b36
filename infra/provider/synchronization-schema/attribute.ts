import { present } from "../present.ts";
import type { AttributeDefinition } from "./document.ts";
import type { AttributeInput } from "./inputs.ts";
import type { ListRules } from "./merge-list.ts";

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
    const [one, other] = [describe(live), describe(wanted)];
    return (
      one.type === other.type &&
      one.required === other.required &&
      one.caseExact === other.caseExact &&
      one.mutability === other.mutability
    );
  },
};

/** An attribute in the words of the inputs, with the defaults filled in. */
export function describe(definition: AttributeDefinition): {
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
