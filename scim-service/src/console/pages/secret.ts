import { z } from "zod";
import { copyable, html, type Content } from "../html.ts";
import { tenantPath, type Page } from "../page.ts";

/** What the admin API answers when it makes a token, a client or a secret. */
const made = z.object({
  token: z.string().optional(),
  clientId: z.string().optional(),
  clientSecret: z.string().optional(),
  expiresAt: z.string().nullable(),
});

/** Shows a secret in the only page that ever holds it. @param json the admin API's reply. */
export function secretPage(tenant: string, operation: string, json: string): Page {
  const { token, clientId, clientSecret, expiresAt } = made.parse(JSON.parse(json));
  return {
    status: 201,
    title: operation === "console.issueToken" ? "A new token" : "A new client secret",
    tenant,
    body: html`
      <p class="notice"><b>Copy it now.</b> It is shown this once and kept nowhere.</p>
      <dl class="values">
        ${row("Secret token", token)} ${row("Client identifier", clientId)}
        ${row("Client secret", clientSecret)}
        <dt>Valid until</dt>
        <dd>${expiresAt ?? "it is revoked"}</dd>
      </dl>
      <h2>What to do now</h2>
      <ol>
        <li>
          In Entra open the enterprise application, <b>Provisioning → Connectivity</b>, and enter it${" "}
          <a href=${tenantPath(tenant, "connect")}>with the other values</a>.
        </li>
        <li>Choose <b>Test connection</b>, then <b>Save</b>.</li>
        <li>
          Then revoke the old one
          <a href=${tenantPath(tenant, token === undefined ? "clients" : "tokens")}>in its list</a>. Until
          then both are valid, so that no request is refused.
        </li>
      </ol>
    `,
  };
}

function row(name: string, value: string | undefined): Content {
  return (
    value !== undefined &&
    html`<dt>${name}</dt>
      <dd>${copyable(value, name)}</dd>`
  );
}
