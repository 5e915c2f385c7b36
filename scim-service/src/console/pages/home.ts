import { unreadiness } from "../../operation/health.ts";
import {
  readExpiring,
  readInactive,
  readOverview,
  type Expiring,
  type TenantOverview,
} from "../../store/overview.ts";
import { readRequestCounts, type RequestCount } from "../../store/requests.ts";
import { explainRule } from "../explain.ts";
import { html, table, time, type Content } from "../html.ts";
import { postForm, tenantPath } from "../page.ts";
import type { PageEndpoint } from "../request.ts";
import type { Session } from "../session.ts";

/** Hours that the chart shows. */
const HOURS = 72;
/** Days before the end of a token or secret from which it is shown. */
const SOON = 30;

/** `GET /console`: all tenants at a glance. */
export const homePage: PageEndpoint = async (service, { session }) => {
  const { database } = service;
  const [tenants, inactive, counts, expiring, problem] = await Promise.all([
    readOverview(database),
    readInactive(database),
    readRequestCounts(database, HOURS),
    readExpiring(database, SOON),
    unreadiness(service),
  ]);
  const { total, idle, waiting } = database.use();
  return {
    title: "Home",
    body: html`
      <p class=${problem === undefined ? "state good" : "state bad"}>
        ${problem === undefined ? "The database answers." : `Not ready: ${problem}.`} ${total - idle} of${" "}
        ${service.config.databasePoolSize} connections are busy, ${waiting} requests wait for one.
      </p>
      <section aria-labelledby="tenants">
        <h2 id="tenants">Tenants</h2>
        ${
          tenants.length === 0
            ? html`<p>
                There is no tenant yet. Make the first one here; its page <b>Connect</b> has the values for
                Entra.
              </p>`
            : table(
                "Tenants",
                ["Tenant", "Users", "Not active", "Groups", "Last request", "Accepts"],
                tenants.map((tenant) => tenantRow(tenant, inactive?.get(tenant.id))),
              )
        }
        ${session.role === "admin" && makeTenant(session)}
      </section>
      ${requestSection(counts)} ${ruleSection(counts)} ${expirySection(expiring)}
    `,
  };
};

function tenantRow(
  { id, users, groups, lastRequestAt, strict, bearerTokens }: TenantOverview,
  inactive: number | undefined,
) {
  return html`<tr>
    <th scope="row"><a href=${tenantPath(id, "people")}>${id}</a></th>
    <td>${users}</td>
    <td>${inactive ?? "takes too long"}</td>
    <td>${groups}</td>
    <td>${lastRequestAt === null ? "never" : time(lastRequestAt)}</td>
    <td>${strict ? "RFC only" : "Entra's dialects"}${bearerTokens ? "" : ", OAuth only"}</td>
  </tr>`;
}

function makeTenant(session: Session): Content {
  return html`<details>
    <summary>Make a tenant</summary>
    ${postForm(
      session,
      "/console/tenants",
      html`<label
          >Tenant id <input name="tenant" required maxlength="64" pattern="[A-Za-z0-9][A-Za-z0-9_.\\-]*"
        /></label>
        <label class="check"
          ><input type="checkbox" name="strict" value="on" /> Strict: nothing but the RFC</label
        >
        <button>Make the tenant</button>`,
    )}
  </details>`;
}

/** The table holds the figures; a script draws the chart from it. */
function requestSection(counts: readonly RequestCount[]): Content {
  const hours = new Map<string, { requests: number; refused: number }>();
  for (const { hour, name, count } of counts) {
    const sum = hours.get(hour) ?? { requests: 0, refused: 0 };
    if (name === "requests") sum.requests += count;
    if (name === "refused") sum.refused += count;
    hours.set(hour, sum);
  }
  return html`<section aria-labelledby="requests">
    <h2 id="requests">Requests of the last ${HOURS} hours</h2>
    ${
      hours.size === 0
        ? html`<p>No request has come in this time.</p>`
        : html`<div
              id="chart"
              data-hours=${HOURS}
              role="img"
              aria-label="Requests and refusals by hour; the figures are below"
            ></div>
            <details>
              <summary>Figures by hour</summary>
              ${table(
                "Requests by hour",
                ["Hour (UTC)", "Requests", "Refused"],
                [...hours].map(
                  ([hour, { requests, refused }]) =>
                    html`<tr data-hour=${hour}>
                      <th scope="row">${time(hour)}</th>
                      <td>${requests}</td>
                      <td>${refused}</td>
                    </tr>`,
                ),
              )}
            </details>`
    }
  </section>`;
}

function ruleSection(counts: readonly RequestCount[]): Content {
  const uses = new Map<string, number>();
  for (const { name, count } of counts) {
    if (name.startsWith("rule:")) uses.set(name.slice(5), (uses.get(name.slice(5)) ?? 0) + count);
  }
  return html`<section aria-labelledby="rules">
    <h2 id="rules">Leniencies used</h2>
    ${
      uses.size === 0
        ? html`<p>No request needed one.</p>`
        : table(
            "Leniencies used",
            ["Rule", "Requests", "What it accepts"],
            [...uses]
              .toSorted(([, a], [, b]) => b - a)
              .map(
                ([rule, count]) =>
                  html`<tr>
                    <th scope="row"><code>${rule}</code></th>
                    <td>${count}</td>
                    <td class="wide">${explainRule(rule)}</td>
                  </tr>`,
              ),
          )
    }
  </section>`;
}

function expirySection(expiring: readonly Expiring[]): Content {
  return html`<section aria-labelledby="expiring">
    <h2 id="expiring">Tokens and secrets that end within ${SOON} days</h2>
    ${
      expiring.length === 0
        ? html`<p>None.</p>`
        : table(
            "Tokens and secrets that end soon",
            ["Tenant", "What", "Ends"],
            expiring.map(
              ({ tenant, kind, label, expiresAt }) =>
                html`<tr>
                  <th scope="row">
                    <a href=${tenantPath(tenant, kind === "token" ? "tokens" : "clients")}>${tenant}</a>
                  </th>
                  <td>${kind} ${label}</td>
                  <td>${time(expiresAt)}</td>
                </tr>`,
            ),
          )
    }
  </section>`;
}
