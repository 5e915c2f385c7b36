import * as fc from "fast-check";
import type { Inputs } from "../resources/synchronization-schema/inputs.ts";
import type { Owned } from "../resources/synchronization-schema/owned.ts";
import { resolveOffline } from "../resources/synchronization-schema/resolve.ts";

const DEFAULT_TARGETS = {
  User: ["externalId", "title", "department"],
  Group: ["members", "externalId"],
} as const;

const source = fc.oneof(
  fc.record({ constant: fc.constantFrom("recording", "multiparty", 'a "quoted" one', "") }),
  fc.record({ attribute: fc.constantFrom("objectId", "department") }),
  fc.record({
    expression: fc.constantFrom('Join("-", [department], [jobTitle])', "[jobTitle]", 'ToLower("A")'),
  }),
  fc.record({ defaultValue: fc.constantFrom("standard", "none") }),
);

const details = fc.record(
  {
    matchingPriority: fc.constantFrom(0, 2),
    flowType: fc.constantFrom("Always", "ObjectAddOnly"),
    flowBehavior: fc.constantFrom("FlowWhenChanged", "FlowAlways"),
  },
  { requiredKeys: [] },
);

const scopingGroup = fc.record({
  name: fc.constantFrom("Sales", "Berlin"),
  clauses: fc.array(
    fc.record(
      {
        attribute: fc.constantFrom("department", "country"),
        operator: fc.constantFrom("EQUALS", "IS NOT NULL"),
        values: fc.array(fc.constantFrom("Sales", "DE"), { maxLength: 2 }),
      },
      { requiredKeys: ["attribute", "operator"] },
    ),
    { minLength: 1, maxLength: 2 },
  ),
});

/** What an owner may name, so that owners with different ones own different things. */
export interface Territory {
  /** Extension that its own attributes are in. */
  readonly extension: string;
  /** Default mappings that it may alter or disable. */
  readonly User: readonly string[];
  readonly Group: readonly string[];
  readonly filters: readonly ("User" | "Group")[];
}

export const EVERYTHING: Territory = {
  extension: "sightcall",
  ...DEFAULT_TARGETS,
  filters: ["User", "Group"],
};

/** Any valid inputs that stay in a territory. */
export function ownedIn(territory: Territory): fc.Arbitrary<Owned> {
  const inputs = fc
    .tuple(objectInputs("User", territory), objectInputs("Group", territory))
    .map(([users, groups]): Inputs => ({
      servicePrincipalId: "00000000-0000-0000-0000-000000000000",
      jobId: "job",
      attributes: [...users.attributes, ...groups.attributes],
      mappings: [...users.mappings, ...groups.mappings],
      scopingFilters: [...users.filters, ...groups.filters],
      disabledMappings: [...users.disabled, ...groups.disabled],
    }));
  return inputs.map(resolveOffline);
}

function objectInputs(object: "User" | "Group", territory: Territory) {
  const own = ["profile", "seat", "region"].map(
    (name) => `urn:ietf:params:scim:schemas:extension:${territory.extension}:2.0:${object}:${name}`,
  );
  const attribute = fc.record(
    {
      name: fc.constantFrom(...own),
      object: fc.constant(object),
      type: fc.constantFrom("String" as const, "Integer" as const),
      required: fc.boolean(),
      caseExact: fc.boolean(),
    },
    { requiredKeys: ["name", "object"] },
  );
  const targets = [...own, ...territory[object]];
  return fc
    .record({
      attributes: fc.uniqueArray(attribute, { selector: ({ name }) => name, maxLength: 3 }),
      mapped: fc.uniqueArray(fc.tuple(fc.constantFrom(...targets), source, details), {
        selector: ([target]) => target,
        maxLength: 4,
      }),
      disabled: fc.subarray([...territory[object]]),
      filters: fc.array(fc.array(scopingGroup, { minLength: 1, maxLength: 2 }), {
        maxLength: territory.filters.includes(object) ? 1 : 0,
      }),
    })
    .map(({ attributes, mapped, disabled, filters }) => {
      const free = mapped.filter(([target]) => !disabled.includes(target));
      return {
        // Graph takes no mapping onto an attribute that is not defined, and neither does the provider.
        attributes: [
          ...attributes,
          ...free
            .map(([target]) => target)
            .filter((target) => own.includes(target) && attributes.every(({ name }) => name !== target))
            .map((name) => ({ name, object })),
        ],
        mappings: free.map(([targetAttributeName, from, more]) =>
          Object.assign({ targetAttributeName, object }, from, more),
        ),
        disabled: disabled.map((targetAttributeName) => ({ targetAttributeName, object })),
        filters: filters.map((groups) => ({ object, groups })),
      };
    });
}
