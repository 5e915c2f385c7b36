import { ProviderError } from "../../runtime/error.ts";
import { GraphError } from "../../graph/error.ts";
import { GUIDE } from "../../guide.ts";

/** What Entra's connector codes stand for, by what follows `SystemForCrossDomainIdentityManagement`. */
const CONNECTOR_CODES: Readonly<Record<string, { cause: string; fix: string }>> = {
  CredentialValidationFailure: {
    cause: "the endpoint refused the token (401) or Entra's query (400)",
    fix: "Compare the secret token with the one in the product's admin portal; issue a new one if it has expired.",
  },
  CredentialValidationUnavailable: {
    cause: "Entra could not reach the endpoint, or it answered 403, 404 or with a server error",
    fix:
      "Check that the tenant URL can be reached from the internet over https with a certificate of a public " +
      "authority, that no firewall keeps Entra out, and that the path is right.",
  },
  ServiceIncompatible: {
    cause: "something answers at the tenant URL, but not as a SCIM 2.0 service",
    fix: "Check the path of the tenant URL; `GET <tenant URL>/Users` must answer 200 with a ListResponse.",
  },
  InvalidCredentials: {
    cause: "the tenant URL is not one that Entra can call",
    fix: "Check the tenant URL: https, a public host name, and the path of the SCIM service.",
  },
};

const GRAPH_CODES = new Set(["InvalidCredentials", "CredentialValidationUnavailable"]);

/**
 * The error of a failed test in words; any other error as it came. The status of Graph's answer to a failed test is
 * not documented, so only the code identifies it.
 */
export function explainFailedTest(
  error: unknown,
  tested: {
    readonly baseAddress: string;
    readonly secretToken?: string | undefined;
    readonly oauth?: Readonly<Record<string, string>> | undefined;
  },
): unknown {
  if (!(error instanceof GraphError)) return error;
  const said = `${error.code} ${error.graphMessage}`;
  const connectorCode = /SystemForCrossDomainIdentityManagement(\w+)/.exec(said)?.[1];
  if (connectorCode === undefined && !GRAPH_CODES.has(error.code)) return error;
  const known = CONNECTOR_CODES[connectorCode ?? error.code];
  // Entra quotes the request that failed.
  const { secretToken, oauth } = tested;
  const secrets = [secretToken, oauth?.["clientSecret"], oauth?.["accessToken"]].filter(
    (each) => each !== undefined,
  );
  const quoted = secrets
    .reduce((text, secret) => text.replaceAll(secret, "[secret]"), error.graphMessage)
    .slice(0, 2000);
  return new ProviderError(
    [
      `Step ${GUIDE.testConnection.number} of the guide (${GUIDE.testConnection.name}) failed for ${tested.baseAddress}`,
      `Code: ${connectorCode === undefined ? error.code : `SystemForCrossDomainIdentityManagement${connectorCode}`}`,
      `Likely cause: ${known?.cause ?? "not known for this code"}.`,
      `What to do: ${known?.fix ?? "Look at what Entra says:"}`,
      `Entra says: ${quoted === "" ? "nothing more" : quoted}`,
      "Entra keeps what it had: neither this URL nor this token was written. Deploy again when it is mended.",
    ].join("\n"),
  );
}
