import { readFile } from "node:fs/promises";
import { z } from "zod";
import { ProviderError } from "../runtime/error.ts";
import type { HttpClient, HttpRequest, Run } from "../runtime/http/client.ts";
import type { Configuration } from "./configuration.ts";

/** Gives the token that stands for a secret in an OIDC login, new each time; undefined when there is no way to one. */
export function assertionSource(
  configuration: Configuration,
  http: HttpClient,
  run: Run,
): (() => Promise<string>) | undefined {
  const { oidcToken, oidcTokenFilePath, oidcRequestUrl, oidcRequestToken, adoPipelineServiceConnectionId } =
    configuration;
  if (oidcToken !== undefined) return () => Promise.resolve(oidcToken);
  if (oidcTokenFilePath !== undefined) {
    return async () => {
      try {
        return (await readFile(oidcTokenFilePath, "utf8")).trim();
      } catch {
        throw new ProviderError(`The OIDC token's file cannot be read: ${oidcTokenFilePath}`);
      }
    };
  }
  if (oidcRequestUrl === undefined || oidcRequestToken === undefined) return undefined;
  const headers = { accept: "application/json", authorization: `Bearer ${oidcRequestToken}` };
  const request =
    adoPipelineServiceConnectionId === undefined
      ? gitHubRequest(oidcRequestUrl, headers)
      : azureDevOpsRequest(oidcRequestUrl, headers, adoPipelineServiceConnectionId);
  return () => requestAssertion(request, http, run);
}

function gitHubRequest(requestUrl: string, headers: Readonly<Record<string, string>>): HttpRequest {
  const url = new URL(requestUrl);
  url.searchParams.set("audience", "api://AzureADTokenExchange");
  return { method: "GET", url: url.href, headers };
}

function azureDevOpsRequest(
  requestUrl: string,
  headers: Readonly<Record<string, string>>,
  serviceConnectionId: string,
): HttpRequest {
  const url = new URL(requestUrl);
  url.searchParams.set("api-version", "7.1");
  url.searchParams.set("serviceConnectionId", serviceConnectionId);
  return { method: "POST", url: url.href, headers: { ...headers, "content-type": "application/json" } };
}

/** GitHub Actions answers `value`, Azure Pipelines `oidcToken`. */
const assertionReply = z
  .object({ value: z.string().min(1).optional(), oidcToken: z.string().min(1).optional() })
  .transform(({ value, oidcToken }) => value ?? oidcToken)
  .pipe(z.string());

async function requestAssertion(request: HttpRequest, http: HttpClient, run: Run): Promise<string> {
  const reply = await http.send(request, run);
  try {
    return assertionReply.parse(JSON.parse(reply.text));
  } catch {
    throw new ProviderError(
      `The CI system gave no OIDC token (${new URL(request.url).host} answered ${reply.status}). ` +
        "In GitHub Actions the job needs `permissions: id-token: write`; in Azure Pipelines the task must map " +
        "SYSTEM_ACCESSTOKEN into its environment.",
    );
  }
}
