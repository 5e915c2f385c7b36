import { prepared } from "../../scim/prepare.ts";
import type { Queries } from "../../store/database.ts";
import { firstResources, type FoundResource } from "../../store/people.ts";
import { readRequests } from "../../store/requests.ts";
import { findBeginning, findWithin, MAX_LOOKED_AT, type SearchText } from "../../store/search-resources.ts";
import { html, table, time, type Content } from "../html.ts";
import { tenantPath } from "../page.ts";
import type { PageEndpoint } from "../request.ts";

/** Most results that a page shows. */
const MOST = 50;
const MAX_QUERY = 200;

/**
 * `GET …/people?q=`: users and groups by how one of their names begins; by what is inside of their names where none begins
 * so, or with `within`.
 */
export const peoplePage: PageEndpoint = async ({ database }, { tenant, query }) => {
  const typed = (query.get("q") ?? "").trim().slice(0, MAX_QUERY).replaceAll("\0", "").toWellFormed();
  const text: SearchText = { typed, prepared: prepared(typed) };
  const beginning = query.has("within") ? [] : await readBeginning(database, tenant, text);
  const isWithin = typed !== "" && beginning.length === 0;
  const found = isWithin ? await findWithin(database, tenant, text, MOST + 1) : beginning;
  const about = { kind: "about", resourceId: null, nameKey: text.prepared, externalId: typed } as const;
  const requests = typed !== "" && found.length === 0 ? await readRequests(database, tenant, about, 1) : [];
  return {
    title: "People and groups",
    tenant,
    body: html`
      <form method="get" role="search" class="search">
        <label for="q">Name, user name, e-mail, externalId or id</label>
        <input
          id="q"
          type="search"
          name="q"
          value=${typed}
          maxlength=${MAX_QUERY}
          autofocus=${typed === ""}
        />
        <button>Search</button>
      </form>
      ${typed !== "" && found.length > 0 && howFound(tenant, typed, isWithin)}
      ${found.length > 0 ? resultTable(tenant, found) : nothingFound(tenant, typed, requests.length > 0)}
    `,
  };
};

function readBeginning(database: Queries, tenant: string, text: SearchText) {
  return text.typed === ""
    ? firstResources(database, tenant, MOST + 1)
    : findBeginning(database, tenant, text, MOST + 1);
}

function howFound(tenant: string, text: string, isWithin: boolean): Content {
  if (isWithin) return html`<p class="muted">With “${text}” inside of a name.</p>`;
  const within = `${tenantPath(tenant, "people")}?within&q=${encodeURIComponent(text)}`;
  return html`<p class="muted">
    Beginning with “${text}”. <a href=${within}>Search inside of names, too</a>
  </p>`;
}

function resultTable(tenant: string, found: readonly FoundResource[]): Content {
  return html`${table(
    "Results",
    ["Name", "Type", "Display name", "externalId", "Active", "Changed"],
    found.slice(0, MOST).map(
      ({ id, type, name, displayName, externalId, active, modifiedAt }) =>
        html`<tr>
          <th scope="row"><a href=${tenantPath(tenant, "people", id)}>${name}</a></th>
          <td>${type}</td>
          <td>${displayName}</td>
          <td>${externalId}</td>
          <td>${type === "Group" ? "" : active === "false" ? "no" : "yes"}</td>
          <td>${time(modifiedAt)}</td>
        </tr>`,
    ),
  )}
  ${found.length > MOST && html`<p>These are the first ${MOST}. Search for more of the name to see others.</p>`}`;
}

function nothingFound(tenant: string, text: string, hasRequests: boolean): Content {
  if (text === "") {
    return html`<p>
      Nobody is here yet. Entra makes users and groups in its first cycle, about 40 minutes after provisioning
      starts.
    </p>`;
  }
  const requests = `${tenantPath(tenant, "requests")}?about=${encodeURIComponent(text)}`;
  return html`<div class="notice">
    <p>
      No user or group of this tenant has “${text}” in a name, an e-mail address, the externalId or as its id.
      Of more than ${MAX_LOOKED_AT.toLocaleString("en")}, the first by name were looked through for it.
    </p>
    ${
      hasRequests
        ? html`<p>
            But Entra has asked for exactly this name:
            <a href=${requests}>read what it sent and what was answered</a>.
          </p>`
        : html`<p>
            Entra has not asked for exactly this name either. Look in Entra whether the person is assigned to
            the application and in its provisioning scope (Provisioning → Provision on demand tells).
          </p>`
    }
  </div>`;
}
