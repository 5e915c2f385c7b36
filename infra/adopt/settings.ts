import { leftoverSecrets, removalCommand } from "../components/provisioning/leftover-secrets.ts";
import { ScimDialect } from "../components/provisioning/secrets.ts";
import { profileAttribute } from "../product/profile.ts";
import { product } from "../product/product.ts";
import { type AdoptedAssignments, assignmentsOf } from "./assignments.ts";
import { addressOf, settingsIn } from "./secrets.ts";
import type { FoundSchema, SetUp } from "./set-up.ts";

/** A stack's configuration that leaves a set-up as it is, and what it cannot say. */
export interface AdoptedSettings {
  readonly endpoint: { readonly url?: string };
  readonly application: { readonly existing: { readonly objectId: string } };
  readonly assignments: AdoptedAssignments;
  readonly profile: string | undefined;
  readonly provisioning: Readonly<Record<string, unknown>>;
  /** Sentences about what stays outside of the stack, or must be set by hand. */
  readonly remarks: readonly string[];
}

/**
 * What a stack would be configured with that was to make this set-up.
 *
 * @param environment The cloud, by azuread's setting.
 */
export function settingsFor(setUp: SetUp, environment?: string): AdoptedSettings {
  const remarks: string[] = [];
  const { secrets, schema } = setUp;
  const address = addressOf(secrets, remarks);
  const { profile, mappings } = profileOf(schema.mappings);
  const provisioning = {
    ...(setUp.running ? {} : { start: false }),
    ...(address.dialect === ScimDialect.Default ? {} : { scimDialect: address.dialect }),
    ...settingsIn(secrets, remarks),
    ...unlessEmpty("mappings", mappings),
    ...unlessEmpty("disabledMappings", schema.disabledMappings),
    ...unlessEmpty("scopingFilters", schema.scopingFilters),
  };
  const leftover = leftoverSecrets(Object.keys(secrets), "bearer");
  if (leftover.length > 0) {
    remarks.push(
      `The stack does not write these secrets and is refused while they are there: ${leftover.join(", ")}. If nothing else needs them, remove them: ${removalCommand(setUp.application.servicePrincipalId, leftover, environment)}`,
    );
  }
  remarks.push(...schema.remarks);
  return {
    endpoint: address.url === undefined || address.url === product.tenantUrl ? {} : { url: address.url },
    application: { existing: { objectId: setUp.application.servicePrincipalId } },
    assignments: assignmentsOf(setUp, remarks),
    profile,
    provisioning,
    remarks,
  };
}

type Mappings = FoundSchema["mappings"];

/** The setting `profile`, when the mapping of the product's attribute is a constant and nothing else. */
function profileOf(mappings: Mappings): { profile: string | undefined; mappings: Mappings } {
  const own = mappings.find(
    ({ targetAttributeName, object }) =>
      targetAttributeName === profileAttribute?.target && object === undefined,
  );
  const { targetAttributeName: _name, object: _object, constant: profile, ...details } = own ?? {};
  const plain = Object.values(details).every((detail) => detail === undefined);
  if (!plain || profile === undefined || !profileAttribute?.canonicalValues.includes(profile)) {
    return { profile: undefined, mappings };
  }
  return { profile, mappings: mappings.filter((mapping) => mapping !== own) };
}

function unlessEmpty(key: string, list: readonly unknown[]): Record<string, unknown> {
  return list.length === 0 ? {} : { [key]: list };
}
