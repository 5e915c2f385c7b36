import { prepared } from "../../scim/prepare.ts";
import { findResources, type FoundResource } from "../../store/people.ts";
import { readRequests } from "../../store/requests.ts";
import { html, table, time, type Content } from "../html.ts";
import { tenantPath } from "../page.ts";
import type { PageEndpoint } from "../request.ts";

/** Most results that a page shows. */
const MOST = 50;
const MAX_QUERY = 200;

/** `GET …/people?q=`: users and groups by any of their names. */
export const peoplePage: PageEndpoint = async ({ database }, { tenant, query }) => {
  const text = (query.get("q") ?? "").trim().slice(0, MAX_QUERY).replaceAll("\0", "");
  const nameKey = prepared(text);
  const found = await findResources(database, tenant, nameKey, MOST + 1);
  const about = { kind: "about", resourceId: null, nameKey, externalId: text } as const;
  const requests = text !== "" && found.length === 0 ? await readRequests(database, tenant, about, 1) : [];
  return {
    title: "People and groups",
    tenant,
    body: html`
      <form method="get" role="search" class="search">
        <label for="q">Name, user name, e-mail, externalId or id</label>
        <input id="q" type="search" name="q" value=${text} maxlength=${MAX_QUERY} autofocus=${text === ""} />
        <button>Search</button>
      </form>
      ${found.length > 0 ? resultTable(tenant, found) : nothingFound(tenant, text, requests.length > 0)}
    `,
  };
};

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
