/** Hosts of a Microsoft cloud. */
interface Cloud {
  /** The Entra admin center. */
  readonly admin: string;
  /** Microsoft Graph. */
  readonly graph: string;
}

const PUBLIC: Cloud = { admin: "entra.microsoft.com", graph: "graph.microsoft.com" };
const US_GOVERNMENT: Cloud = { admin: "entra.microsoft.us", graph: "graph.microsoft.us" };
const US_DEFENSE: Cloud = { admin: "entra.microsoft.us", graph: "dod-graph.microsoft.us" };
const CHINA: Cloud = { admin: "entra.microsoftonline.cn", graph: "microsoftgraph.chinacloudapi.cn" };

/** By the names that azuread takes in `environment`, in lower case. */
const CLOUDS: ReadonlyMap<string, Cloud> = new Map([
  ["usgovernment", US_GOVERNMENT],
  ["usgovernmentl4", US_GOVERNMENT],
  ["usgovernmentl5", US_DEFENSE],
  ["dod", US_DEFENSE],
  ["china", CHINA],
]);

/** @param environment azuread's setting, in any letter case; another name, or none, means the public cloud. */
function cloudOf(environment: string | undefined): Cloud {
  return CLOUDS.get(environment?.toLowerCase() ?? "") ?? PUBLIC;
}

/** Host of the Entra admin center; see {@link cloudOf}. */
export function adminHost(environment: string | undefined): string {
  return cloudOf(environment).admin;
}

/** Host of Microsoft Graph; see {@link cloudOf}. */
export function graphHost(environment: string | undefined): string {
  return cloudOf(environment).graph;
}
