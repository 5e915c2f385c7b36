import { Clients } from "./clients.ts";
import { configurationSchema, type Environment } from "./configuration/configuration.ts";
import type { Context } from "./context.ts";
import { NAME, PACKAGE } from "./package.ts";
import { FUNCTIONS, RESOURCES } from "./registry.ts";
import { compareProperties } from "./runtime/binding/compare-properties.ts";
import { problemsOf } from "./runtime/binding/problems.ts";
import type { Plugin } from "./runtime/plugin.ts";
import { type PropertyMap, UNKNOWN } from "./runtime/property-map/property-map.ts";
import { packageSchema, tokenOf } from "./runtime/schema/package-schema.ts";

/** @param environment where `ARM_*` variables are looked up */
export function entraProvisioning(environment: Environment): Plugin<Context> {
  const clients = new Clients(environment);
  const resources = new Map(RESOURCES.map((each) => [tokenOf(NAME, each.definition.type), each]));
  const functions = new Map(FUNCTIONS.map((each) => [tokenOf(NAME, each.definition.name), each]));
  return {
    title: `the provider ${NAME}`,
    version: PACKAGE.version,
    schema: () => packageSchema(PACKAGE),
    checkConfig: (news) => problemsOf(configurationSchema, configurationOf(news)),
    diffConfig(olds, news) {
      // Another tenant has other resources altogether.
      const isOtherTenant = ![undefined, UNKNOWN, olds["tenantId"]].includes(news["tenantId"]);
      return compareProperties(olds, news, isOtherTenant ? ["tenantId"] : []);
    },
    configure: (args) => clients.configure(configurationSchema.parse(configurationOf(args))),
    contextOf: (call) => ({ ...call, graph: clients.graph, http: clients.http }),
    resource: (token) => resources.get(token),
    function: (token) => functions.get(token),
  };
}

/** A provider's inputs without the engine's own; some languages send booleans as such, the others as text. */
function configurationOf({ version: _version, pluginDownloadURL: _url, ...own }: PropertyMap): PropertyMap {
  const entries = Object.entries(own).map(([key, value]) => [
    key,
    typeof value === "boolean" ? String(value) : value,
  ]);
  return Object.fromEntries(entries) as PropertyMap;
}
