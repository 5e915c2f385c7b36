import { ProviderError } from "../error.ts";

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/;
const PERMANENT = new Set(["ERR_INVALID_URL", "ENOTFOUND"]);

/** Nobody answered at an address: not found, refused, timed out, or a certificate that is not trusted. */
export class UnreachableError extends ProviderError {
  override readonly name = "UnreachableError";
  /** In one clause, e.g. `refused the connection`. */
  readonly reason: string;
  readonly code: string;

  constructor(url: string, error: unknown) {
    const host = URL.canParse(url) ? new URL(url).host : "the address";
    const code = codeOf(error);
    const { reason, advice } = explain(code, error);
    super(`${host} ${reason}. ${advice}`);
    this.reason = reason;
    this.code = code;
  }
}

export function isTransient(error: UnreachableError): boolean {
  return !CERTIFICATE.test(error.code) && !PERMANENT.has(error.code);
}

/** `fetch` hides the reason in the chain of causes. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if (error.name === "TimeoutError") return "ETIMEDOUT";
  if ("code" in error && typeof error.code === "string") return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}

function explain(code: string, error: unknown): { reason: string; advice: string } {
  if (CERTIFICATE.test(code)) {
    return {
      reason: `shows a certificate that is not trusted (${code})`,
      advice: "Name the certificate authority's file in NODE_EXTRA_CA_CERTS if it is your own.",
    };
  }
  switch (code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return { reason: "cannot be found by name", advice: "Check the name and this machine's DNS." };
    case "ECONNREFUSED":
      return {
        reason: "refuses connections",
        advice: "Check that it runs and that the port is right.",
      };
    case "ETIMEDOUT":
    case "UND_ERR_CONNECT_TIMEOUT":
    case "UND_ERR_HEADERS_TIMEOUT":
      return {
        reason: "does not answer",
        advice: "Check the address, the firewall and the proxy (HTTPS_PROXY with NODE_USE_ENV_PROXY=1).",
      };
    default:
      return {
        reason: `cannot be talked to (${code || (error instanceof Error ? error.message : "unknown reason")})`,
        advice: "Check the address and the network between.",
      };
  }
}
