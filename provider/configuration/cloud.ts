import { z } from "zod";
import { ProviderError } from "../runtime/error.ts";
import type { HttpClient, Run } from "../runtime/http/client.ts";
import type { Configuration } from "./configuration.ts";

/** A Microsoft cloud: where one logs in and where its Graph is, without slashes at the end. */
export interface Cloud {
  readonly loginUrl: string;
  readonly graphUrl: string;
  /** Whether Microsoft's list of known login hosts has it; an unknown host must not be looked up there. */
  readonly known: boolean;
}

const PUBLIC = cloud("https://login.microsoftonline.com", "https://graph.microsoft.com");
const US_GOVERNMENT = cloud("https://login.microsoftonline.us", "https://graph.microsoft.us");
const US_DEFENSE = cloud("https://login.microsoftonline.us", "https://dod-graph.microsoft.us");
const CHINA = cloud("https://login.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn");

/** By the names that azuread takes. */
const CLOUDS: Readonly<Record<string, Cloud>> = {
  public: PUBLIC,
  global: PUBLIC,
  usgovernment: US_GOVERNMENT,
  usgovernmentl4: US_GOVERNMENT,
  dod: US_DEFENSE,
  usgovernmentl5: US_DEFENSE,
  china: CHINA,
};

const metadata = z.object({
  microsoftGraphResourceId: z.url(),
  authentication: z.object({ loginEndpoint: z.url() }),
});

function cloud(loginUrl: string, graphUrl: string): Cloud {
  return { loginUrl, graphUrl, known: true };
}

/**
 * The cloud of a configuration: by name, or, with a metadata host, by what that host's `/metadata/endpoints` says.
 *
 * @throws {ProviderError} for an unknown name, or a metadata host that does not answer as one.
 */
export async function findCloud(configuration: Configuration, http: HttpClient, run: Run): Promise<Cloud> {
  if (configuration.metadataHost !== undefined) return fromMetadata(configuration.metadataHost, http, run);
  const found = CLOUDS[(configuration.environment ?? "public").toLowerCase()];
  if (found !== undefined) return found;
  throw new ProviderError(
    `There is no cloud "${configuration.environment ?? ""}". \`environment\` (ARM_ENVIRONMENT) is one of ` +
      `${Object.keys(CLOUDS).join(", ")}.`,
  );
}

async function fromMetadata(host: string, http: HttpClient, run: Run): Promise<Cloud> {
  const url = `https://${host}/metadata/endpoints?api-version=2022-09-01`;
  const reply = await http.send({ method: "GET", url, headers: { accept: "application/json" } }, run);
  try {
    const endpoints = metadata.parse(JSON.parse(reply.text));
    return {
      loginUrl: endpoints.authentication.loginEndpoint.replace(/\/+$/, ""),
      graphUrl: endpoints.microsoftGraphResourceId.replace(/\/+$/, ""),
      known: false,
    };
  } catch {
    throw new ProviderError(
      `${url} answered ${reply.status}, and not with the endpoints of a cloud. ` +
        "Check `metadataHost` (ARM_METADATA_HOSTNAME).",
    );
  }
}
