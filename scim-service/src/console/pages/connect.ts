import { tokenAddress } from "../../oauth/token-endpoint.ts";
import { readClients } from "../../store/clients.ts";
import { copyable, html, type Content } from "../html.ts";
import { tenantPath } from "../page.ts";
import type { PageEndpoint } from "../request.ts";

/** `GET …/connect`: what to enter in Entra, for each of its authentication methods. */
export const connectPage: PageEndpoint = async (service, { tenant }) => {
  const { config, database } = service;
  const token = tokenAddress(service);
  const tenantUrl = token.replace(/\/oauth\/token$/, "") + config.basePath;
  const clients = (await readClients(database, tenant)) ?? [];
  const address = [
    ["Tenant URL", tenantUrl],
    ["Token endpoint", token],
  ] as const;
  return {
    title: "Connect",
    tenant,
    body: html`
      <p>
        In Entra: <b>Enterprise applications → your application → Provisioning → Connectivity</b>. Choose the
        authentication method and enter the values.
      </p>
      <section>
        <h2>Bearer authentication</h2>
        ${values([["Tenant URL", tenantUrl]])}
        <p>
          Secret token: shown once, when it is made. <a href=${tenantPath(tenant, "tokens")}>Make a token</a>.
        </p>
      </section>
      <section>
        <h2>OAuth2 client credentials grant</h2>
        ${values(address)}
        ${clients
          .filter(({ revokedAt }) => revokedAt === null)
          .map(({ id, label }) => values([[`Client identifier of ${label}`, id]]))}
        <p>
          Client secret: shown once, when it is made.
          <a href=${tenantPath(tenant, "clients")}>Make a client or a secret</a>.
        </p>
      </section>
      <section>
        <h2>Workload identity based authentication</h2>
        ${values(address)}
        <p>Enter here whose tokens to accept: <a href=${tenantPath(tenant, "trusts")}>Add a trust</a>.</p>
      </section>
    `,
  };
};

function values(rows: readonly (readonly [name: string, value: string])[]): Content {
  return html`<dl class="values">
    ${rows.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${copyable(value, name)}</dd>`,
    )}
  </dl>`;
}
