import { compareProperties } from "../../../provider/runtime/binding/compare-properties.ts";
import { ProviderError } from "../../../provider/runtime/error.ts";
import { HttpClient } from "../../../provider/runtime/http/client.ts";
import type { Plugin } from "../../../provider/runtime/plugin.ts";
import { type BridgedContext, bridge } from "./bridge.ts";
import { getClientConfig } from "./client-config.ts";
import { GraphClient, GRAPH_POLICY, type GraphPolicy } from "./graph/client.ts";
import { type Environment, readCredentials } from "./login/configuration.ts";
import { type Login, logIn } from "./login/login.ts";
import { appRoleAssignment } from "./resources/app-role-assignment.ts";
import { applicationAppRole } from "./resources/application-app-role.ts";
import { applicationFromTemplate } from "./resources/application-from-template.ts";
import { servicePrincipalResource } from "./resources/service-principal.ts";
import { synchronizationJob } from "./resources/synchronization-job.ts";
import { synchronizationSecret } from "./resources/synchronization-secret.ts";

/** The version of the real plug-in whose requests were recorded; the SDK asks for the same. */
const VERSION = "6.9.1";

const NOTICE =
  "azuread: this is the kit's stand-in for the azuread plug-in, for local runs and tests against the emulated Entra. " +
  "A real tenant needs the real plug-in.";

/** What the stand-in answers for; the real plug-in has many more. */
const RESOURCES = [
  applicationFromTemplate,
  servicePrincipalResource,
  applicationAppRole,
  synchronizationJob,
  synchronizationSecret,
  appRoleAssignment,
];
const CLIENT_CONFIG = "azuread:index/getClientConfig:getClientConfig";

/** @param environment where `ARM_*` variables are looked up */
export function azuread(
  environment: Environment,
  policy: GraphPolicy = GRAPH_POLICY,
): Plugin<BridgedContext> {
  const http = new HttpClient();
  const resources = new Map(RESOURCES.map((each) => [each.token, bridge(each)]));
  let login: Login | undefined;
  return {
    title: "the stand-in for azuread",
    version: VERSION,
    checkConfig: () => [],
    diffConfig: (olds, news) => compareProperties(olds, news, []),

    /** Logs in; the real plug-in does it at once, in previews too. */
    async configure(args, call) {
      login = await logIn(await readCredentials(args, environment, http), http, call);
      call.log.info(NOTICE);
    },

    contextOf(call) {
      if (login === undefined) throw new ProviderError("The provider azuread is not configured yet.");
      return { ...call, login, graph: new GraphClient(login, http, policy, call) };
    },

    resource: (token) => resources.get(token) ?? notAnswered("resource", token, [...resources.keys()]),
    function: (token) =>
      token === CLIENT_CONFIG ? getClientConfig : notAnswered("function", token, [CLIENT_CONFIG]),
  };
}

/** @throws {ProviderError} that says what there is */
function notAnswered(what: string, token: string, tokens: readonly string[]): never {
  const names = tokens.map((each) => each.slice(each.lastIndexOf(":") + 1));
  throw new ProviderError(
    `The stand-in for azuread has no ${what} ${token}; it answers for ${names.join(", ")}. Use the real plug-in.`,
  );
}
