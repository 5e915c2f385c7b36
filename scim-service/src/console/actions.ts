import { addClientSecretEndpoint, makeClientEndpoint, revokeClientEndpoint } from "../admin/clients.ts";
import { eraseHistoryEndpoint } from "../admin/history.ts";
import type { AdminEndpoint } from "../admin/request.ts";
import { putTenantEndpoint } from "../admin/tenants.ts";
import { issueTokenEndpoint, revokeTokenEndpoint } from "../admin/tokens.ts";
import { addTrustEndpoint, revokeTrustEndpoint } from "../admin/trusts.ts";
import type { Service } from "../service.ts";
import { audited } from "../store/audit.ts";
import { tenantPath, type Page } from "./page.ts";
import { secretPage } from "./pages/secret.ts";
import type { ConsoleRequest, Redirect } from "./request.ts";

/** A form of the console: a call of the admin API with a person in the audit log. */
export interface Action {
  /** Name in logs, metrics and the audit log. */
  readonly operation: string;
  readonly path: string;
  readonly endpoint: (service: Service) => AdminEndpoint;
  readonly body: (form: ConsoleRequest["form"]) => object;
  /** What it is done to, for the audit log: where a form has no label, the id in the path. */
  readonly subject?: (form: ConsoleRequest["form"]) => string | undefined;
  /** Where to go on, below the tenant; `secret`: to the page that shows what was made, once. */
  readonly next: "secret" | readonly string[];
}

const TENANT = "/console/tenants/:tenant";
const NOTHING = () => ({});
const labelOf: Action["subject"] = (form) => form.get("label");

/** `expires` is a day: what is made ends when the day does, in UTC. */
const expiry = (form: ConsoleRequest["form"]) => {
  const day = form.get("expires");
  return day === undefined ? {} : { expiresAt: `${day}T23:59:59Z` };
};
const labelled = (form: ConsoleRequest["form"]) => ({ label: form.get("label") ?? "", ...expiry(form) });

const trustOf = (form: ConsoleRequest["form"]) =>
  Object.fromEntries(
    ["label", "issuer", "subject", "audience", "directory"].map((name) => [name, form.get(name) ?? ""]),
  );

export const ACTIONS: readonly Action[] = [
  {
    operation: "console.makeTenant",
    path: "/console/tenants",
    endpoint: putTenantEndpoint,
    body: (form) => ({ strict: form.has("strict") }),
    next: ["connect"],
  },
  {
    operation: "console.changeTenant",
    path: `${TENANT}/settings`,
    endpoint: putTenantEndpoint,
    body: (form) => ({ strict: form.has("strict"), bearerTokens: form.has("bearerTokens") }),
    subject: (form) => `strict=${form.has("strict")} bearerTokens=${form.has("bearerTokens")}`,
    next: ["settings"],
  },
  {
    operation: "console.issueToken",
    path: `${TENANT}/tokens`,
    endpoint: issueTokenEndpoint,
    body: labelled,
    subject: labelOf,
    next: "secret",
  },
  {
    operation: "console.revokeToken",
    path: `${TENANT}/tokens/:id/revoke`,
    endpoint: revokeTokenEndpoint,
    body: NOTHING,
    next: ["tokens"],
  },
  {
    operation: "console.makeClient",
    path: `${TENANT}/clients`,
    endpoint: makeClientEndpoint,
    body: labelled,
    subject: labelOf,
    next: "secret",
  },
  {
    operation: "console.addClientSecret",
    path: `${TENANT}/clients/:id/secrets`,
    endpoint: addClientSecretEndpoint,
    body: expiry,
    next: "secret",
  },
  {
    operation: "console.revokeClient",
    path: `${TENANT}/clients/:id/revoke`,
    endpoint: revokeClientEndpoint,
    body: NOTHING,
    next: ["clients"],
  },
  {
    operation: "console.revokeClientSecret",
    path: `${TENANT}/clients/:id/secrets/:secret/revoke`,
    endpoint: revokeClientEndpoint,
    body: NOTHING,
    next: ["clients"],
  },
  {
    operation: "console.addTrust",
    path: `${TENANT}/trusts`,
    endpoint: addTrustEndpoint,
    body: trustOf,
    subject: labelOf,
    next: ["trusts"],
  },
  {
    operation: "console.revokeTrust",
    path: `${TENANT}/trusts/:id/revoke`,
    endpoint: revokeTrustEndpoint,
    body: NOTHING,
    next: ["trusts"],
  },
  {
    operation: "console.eraseHistory",
    path: `${TENANT}/people/:id/erase`,
    endpoint: eraseHistoryEndpoint,
    body: NOTHING,
    next: ["people"],
  },
];

/** Does what a form asks for. */
export async function act(
  service: Service,
  { operation, endpoint, body, subject, next }: Action,
  { session, form, id, secret, requestId, ...request }: ConsoleRequest,
): Promise<Page | Redirect> {
  const tenant = request.tenant === "" ? (form.get("tenant") ?? "") : request.tenant;
  const about = subject?.(form) ?? (secret === "" ? id : secret);
  const entry = {
    who: session.who,
    action: operation,
    tenant: tenant.slice(0, 64),
    subject: about === "" ? null : about.slice(0, 200),
    requestId,
  };
  const reply = await audited(service.database, entry, () =>
    endpoint(service)({ tenant, id, secret, query: {}, body: body(form) }),
  );
  if (next !== "secret") return { location: tenantPath(tenant, ...next) };
  return secretPage(tenant, operation, typeof reply.body === "string" ? reply.body : "");
}
