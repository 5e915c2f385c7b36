import { z } from "zod";
import type { PropertyMap, PropertyValue } from "../../../../provider/runtime/property-map/property-map.ts";
import { ProviderError } from "../../../../provider/runtime/error.ts";
import type { GraphClient } from "../graph/client.ts";
import { tagsOf } from "../graph/feature-tags.ts";
import { equals, query } from "../graph/query.ts";
import { ownersOf, servicePrincipal, servicePrincipalOutputs } from "../graph/service-principal.ts";
import { defineResource } from "../resource.ts";
import { servicePrincipalId } from "../resource-id.ts";

const features = z.strictObject({
  customSingleSignOn: z.boolean().optional(),
  enterprise: z.boolean().optional(),
  gallery: z.boolean().optional(),
  hide: z.boolean().optional(),
});
const strings = z.array(z.string()).optional();

const inputs = z.strictObject({
  clientId: z.guid(),
  accountEnabled: z.boolean().default(true),
  alternativeNames: strings,
  appRoleAssignmentRequired: z.boolean().optional(),
  description: z.string().optional(),
  featureTags: z.array(features).max(1).optional(),
  loginUrl: z.string().optional(),
  notes: z.string().optional(),
  notificationEmailAddresses: strings,
  owners: strings,
  preferredSingleSignOnMode: z.enum(["oidc", "password", "saml", "notSupported"]).optional(),
  samlSingleSignOn: z.strictObject({ relayState: z.string().optional() }).optional(),
  tags: strings,
  useExisting: z.boolean().optional(),
});

/** The service principal of an application, taken over as it is there already (`useExisting`). */
export const servicePrincipalResource = defineResource({
  token: "azuread:index/servicePrincipal:ServicePrincipal",
  inputs,
  computed: [
    "appRoleIds",
    "appRoles",
    "applicationTenantId",
    "displayName",
    "features",
    "homepageUrl",
    "logoutUrl",
    "oauth2PermissionScopeIds",
    "oauth2PermissionScopes",
    "objectId",
    "redirectUris",
    "samlMetadataUrl",
    "servicePrincipalNames",
    "signInAudience",
    "type",
  ],
  optionalComputed: ["featureTags", "tags"],
  replaceOn: ["clientId"],
  sets: ["alternativeNames", "notificationEmailAddresses", "owners", "tags"],

  async create(given, graph) {
    if (given.useExisting !== true) {
      throw new ProviderError(
        "The stand-in for azuread takes over service principals that exist (useExisting: true); it makes none.",
      );
    }
    const path = query("/v1.0/servicePrincipals", { filter: equals("appId", given.clientId) });
    const { id } = await graph.until(path, async () => (await graph.list(path, servicePrincipal))[0]);
    await configure(id, given, {}, graph);
    return servicePrincipalId.format({ servicePrincipal: id });
  },

  async read(given, known, graph) {
    const path = `/v1.0${servicePrincipalId.format(servicePrincipalId.parse(given))}`;
    const found = await graph.find(path, servicePrincipal);
    if (found === undefined) return undefined;
    const outputs = await servicePrincipalOutputs(found, graph);
    const owners = await ownersOf(path, graph);
    const saml = found.samlSingleSignOnSettings;
    return {
      ...outputs,
      owners,
      // The real plug-in shows what Graph has, be it empty.
      ...(saml == null ? {} : { samlSingleSignOn: { relayState: saml.relayState ?? "" } }),
      useExisting: known["useExisting"] ?? false,
    };
  },

  async update(given, changed, known, graph) {
    await configure(servicePrincipalId.parse(given).servicePrincipal, changed, known, graph);
  },

  /** The real plugin sends it with `useExisting` too, and Graph obeys; how it is answered is then of no interest. */
  async delete(given, _known, graph) {
    await graph.delete({ path: `/v1.0${given}` });
  },
});

async function configure(
  id: string,
  given: z.output<typeof inputs>,
  known: PropertyMap,
  graph: GraphClient,
): Promise<void> {
  const path = `/v1.0/servicePrincipals/${id}`;
  const body = {
    "@odata.type": "#microsoft.graph.servicePrincipal",
    accountEnabled: given.accountEnabled,
    alternativeNames: given.alternativeNames ?? [],
    appRoleAssignmentRequired: given.appRoleAssignmentRequired ?? false,
    description: given.description ?? null,
    loginUrl: given.loginUrl ?? null,
    notes: given.notes ?? null,
    notificationEmailAddresses: given.notificationEmailAddresses ?? [],
    preferredSingleSignOnMode: given.preferredSingleSignOnMode ?? null,
    samlSingleSignOnSettings: given.samlSingleSignOn ?? {},
    tags: tagsToWrite(given, known["tags"]),
  };
  await graph.command("PATCH", { path, body });
  const owners = given.owners ?? [];
  if (!sameMembers(owners, known["owners"] ?? [])) await setOwners(path, owners, graph);
}

/** Features win over tags; with neither, an update keeps the tags that are there and a take-over clears them. */
function tagsToWrite(given: z.output<typeof inputs>, knownTags: PropertyValue | undefined): PropertyValue {
  const feature = given.featureTags?.[0];
  if (feature !== undefined) return tagsOf(feature);
  return given.tags ?? knownTags ?? [];
}

function sameMembers(one: readonly string[], other: PropertyValue | undefined): boolean {
  return (
    Array.isArray(other) && new Set([...one, ...other]).size === one.length && other.length === one.length
  );
}

async function setOwners(path: string, owners: readonly string[], graph: GraphClient): Promise<void> {
  const current = new Set(await ownersOf(path, graph));
  for (const owner of owners) {
    if (current.has(owner)) continue;
    const body = { "@odata.id": graph.urlOf(`/v1.0/directoryObjects/${owner}`) };
    await graph.command("POST", { path: `${path}/owners/$ref`, body });
  }
  for (const owner of current) {
    if (!owners.includes(owner)) await graph.delete({ path: `${path}/owners/${owner}/$ref` });
  }
}
