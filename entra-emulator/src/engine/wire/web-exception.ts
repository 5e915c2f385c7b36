import { STATUS_CODES } from "node:http";
import type { Reply } from "./client.ts";

/** Names of .NET's `HttpStatusCode` that differ from Node's. */
const DOTNET_NAMES: Readonly<Record<number, string>> = {
  203: "NonAuthoritativeInformation",
  300: "Ambiguous",
  301: "Moved",
  302: "Redirect",
  303: "RedirectMethod",
  307: "RedirectKeepVerb",
  413: "RequestEntityTooLarge",
  414: "RequestUriTooLong",
  416: "RequestedRangeNotSatisfiable",
};

/** Of a reply's body in a message, in characters. Entra shows the whole body; the log is kept in memory here. */
export const BODY_LENGTH = 10_000;

/**
 * How the provisioning log describes a refused request; escrow adds when it is sent again. The text is taken from entries
 * of the real log (Sumo Logic's sample of 2026-03-24, SAP's and 1Password's reports).
 */
export function webException(reply: Reply): string {
  return [
    `StatusCode: ${statusName(reply.status)}`,
    "Message: Processing of the HTTP request resulted in an exception. Please see the HTTP response returned by the 'Response' property of this exception for details.",
    "Web Response: ",
    reply.text.slice(0, BODY_LENGTH),
  ].join("\r\n");
}

function statusName(status: number): string {
  const name = DOTNET_NAMES[status] ?? STATUS_CODES[status]?.replaceAll(/[^A-Za-z]/g, "");
  return name ?? String(status);
}
