import { TargetError } from "./target-error.ts";

/** How PATCH requests are written; chosen by a flag in the tenant URL. */
export type Dialect = "default" | "aadOptscim062020";

/** The secret `BaseAddress` taken apart. */
export interface BaseAddress {
  readonly origin: string;
  /** Path without a slash at its end. */
  readonly path: string;
  /** The query of the URL, sent with every request. That Entra forwards it is assumed. */
  readonly flags: string;
  readonly dialect: Dialect;
}

/**
 * Reads a tenant URL, with or without a slash at its end, flags included.
 *
 * @throws {TargetError} (`SystemForCrossDomainIdentityManagementInvalidCredentials`) when it is not an http or https URL
 */
export function parseBaseAddress(text: string): BaseAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:") || url.username !== "") {
    throw new TargetError(
      "SystemForCrossDomainIdentityManagementInvalidCredentials",
      "The tenant URL is not valid. Enter the address of the SCIM endpoint, such as https://scim.contoso.example/scim/v2, and try again.",
      { fatal: true },
    );
  }
  const flags = url.search.slice(1);
  const named = new Set([...url.searchParams.keys()].map((key) => key.toLowerCase()));
  const optimized = named.has("aadoptscim062020") && !named.has("azureadscimpatch2017");
  return {
    origin: url.origin,
    path: url.pathname.replace(/\/+$/, ""),
    flags,
    dialect: optimized ? "aadOptscim062020" : "default",
  };
}
