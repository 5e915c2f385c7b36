import { readClients, type ClientRow } from "../../store/clients.ts";
import { readTokens } from "../../store/tokens.ts";
import { readTrusts } from "../../store/trusts.ts";
import { copyable, html, table, time, type Content } from "../html.ts";
import { postForm, tenantPath } from "../page.ts";
import type { PageEndpoint } from "../request.ts";
import type { Session } from "../session.ts";

interface Dated {
  readonly expiresAt?: string | null;
  readonly revokedAt: string | null;
}

/** `GET …/tokens` */
export const tokensPage: PageEndpoint = async ({ database }, { session, tenant }) => {
  const tokens = (await readTokens(database, tenant)) ?? [];
  return {
    title: "Tokens",
    tenant,
    body: html`
      <p>To rotate a token, make a new one, enter it in Entra, then revoke the old one.</p>
      ${
        tokens.length === 0
          ? html`<p>There is no token yet.</p>`
          : table(
              "Tokens",
              ["Label", "Made", "Last used", "State", "Action"],
              tokens.map(
                (token) =>
                  html`<tr class=${isOver(token) ? "muted" : undefined}>
                    <th scope="row">${token.label}</th>
                    <td>${time(token.createdAt)}</td>
                    <td>${token.lastUsedAt === null ? "never" : time(token.lastUsedAt)}</td>
                    <td>${state(token)}</td>
                    <td>
                      ${revoke(session, token, token.label, tenantPath(tenant, "tokens", token.id, "revoke"))}
                    </td>
                  </tr>`,
              ),
            )
      }
      ${session.role === "admin" && make(session, tenantPath(tenant, "tokens"), "Make a token")}
    `,
  };
};

/** `GET …/clients` */
export const clientsPage: PageEndpoint = async ({ database }, { session, tenant }) => {
  const clients = (await readClients(database, tenant)) ?? [];
  return {
    title: "Clients",
    tenant,
    body: html`
      <p>
        A client signs in by its identifier and secret (OAuth 2.0 client credentials). Several secrets are
        valid at once, so that one replaces the other without a refused request.
      </p>
      ${clients.length === 0 ? html`<p>There is no client yet.</p>` : clients.map((client) => clientSection(session, tenant, client))}
      ${session.role === "admin" && make(session, tenantPath(tenant, "clients"), "Make a client")}
    `,
  };
};

function clientSection(session: Session, tenant: string, client: ClientRow): Content {
  const path = [tenant, "clients", client.id] as const;
  return html`<section class=${isOver(client) ? "muted" : undefined}>
    <h2>${client.label}</h2>
    <p>Client identifier ${copyable(client.id, "client identifier")} · ${state(client)}</p>
    ${table(
      `Secrets of ${client.label}`,
      ["Secret made", "Last used", "State", "Action"],
      client.secrets.map(
        (secret) =>
          html`<tr class=${isOver(secret) ? "muted" : undefined}>
            <th scope="row">${time(secret.createdAt)}</th>
            <td>${secret.lastUsedAt === null ? "never" : time(secret.lastUsedAt)}</td>
            <td>${state(secret)}</td>
            <td>
              ${revoke(
                session,
                secret,
                `the secret made ${secret.createdAt}`,
                tenantPath(...path, "secrets", secret.id, "revoke"),
              )}
            </td>
          </tr>`,
      ),
    )}
    ${
      session.role === "admin" &&
      !isOver(client) &&
      html`<div class="actions">
        ${postForm(session, tenantPath(...path, "secrets"), html`<button>Add a secret</button>`)}
        ${revoke(session, client, `the client ${client.label}`, tenantPath(...path, "revoke"))}
      </div>`
    }
  </section>`;
}

/** `GET …/trusts` */
export const trustsPage: PageEndpoint = async ({ database }, { session, tenant }) => {
  const trusts = (await readTrusts(database, tenant)) ?? [];
  return {
    title: "Trusts",
    tenant,
    body: html`
      <p>
        A trust accepts the tokens of an identity provider for one subject (workload identity federation).
      </p>
      ${
        trusts.length === 0
          ? html`<p>There is no trust yet.</p>`
          : table(
              "Trusts",
              ["Label", "Issuer", "Subject", "Audience", "Directory", "Last used", "State", "Action"],
              trusts.map(
                (trust) =>
                  html`<tr class=${isOver(trust) ? "muted" : undefined}>
                    <th scope="row">${trust.label}</th>
                    <td class="break">${trust.issuer}</td>
                    <td class="break">${trust.subject}</td>
                    <td class="break">${trust.audience}</td>
                    <td class="break">${trust.directory}</td>
                    <td>${trust.lastUsedAt === null ? "never" : time(trust.lastUsedAt)}</td>
                    <td>${state(trust)}</td>
                    <td>
                      ${revoke(session, trust, trust.label, tenantPath(tenant, "trusts", trust.id, "revoke"))}
                    </td>
                  </tr>`,
              ),
            )
      }
      ${session.role === "admin" && addTrust(session, tenant)}
    `,
  };
};

function field(name: string, label: string): Content {
  return html`<label>${label} <input name=${name} required maxlength="512" /></label>`;
}

function addTrust(session: Session, tenant: string): Content {
  return html`<section>
    <h2>Add a trust</h2>
    ${postForm(
      session,
      tenantPath(tenant, "trusts"),
      html`${field("label", "Label")} ${field("issuer", "Issuer (iss), an https address")}
        ${field("subject", "Subject (sub): object id of the service principal")}
        ${field("audience", "Audience (aud)")} ${field("directory", "Directory (tenant) id (tid)")}
        <button>Add the trust</button>`,
      "fields",
    )}
  </section>`;
}

/** A form with a label and the last day of what it makes. */
function make(session: Session, action: string, title: string): Content {
  return html`<section>
    <h2>${title}</h2>
    ${postForm(
      session,
      action,
      html`<label>Label <input name="label" required maxlength="128" /></label>
        <label>Last day (UTC), empty: until it is revoked <input type="date" name="expires" /></label>
        <button>${title}</button>`,
      "fields",
    )}
  </section>`;
}

function isOver({ expiresAt, revokedAt }: Dated): boolean {
  return revokedAt !== null || (typeof expiresAt === "string" && Date.parse(expiresAt) <= Date.now());
}

function state(dated: Dated): Content {
  const { expiresAt, revokedAt } = dated;
  if (revokedAt !== null) return html`revoked ${time(new Date(revokedAt).toISOString())}`;
  if (typeof expiresAt !== "string") return "valid until revoked";
  return html`${isOver(dated) ? "ended" : "valid until"} ${time(new Date(expiresAt).toISOString())}`;
}

function revoke(session: Session, dated: Dated, what: string, action: string): Content {
  if (session.role !== "admin" || isOver(dated)) return "";
  return postForm(
    session,
    action,
    html`<button
      class="danger"
      data-confirm=${`Revoke ${what}? Requests with it are refused within a second.`}
    >
      Revoke<span class="hidden"> ${what}</span>
    </button>`,
  );
}
