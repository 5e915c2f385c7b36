import { ScimError } from "../../scim/error.ts";
import { readChangesOf } from "../../store/changes.ts";
import { readMembershipOutcomes } from "../../store/membership-outcomes.ts";
import { readDetails, type ResourceDetails } from "../../store/people.ts";
import { readRequests } from "../../store/requests.ts";
import { isResourceId } from "../../store/resource-id.ts";
import { html, time, type Content } from "../html.ts";
import { postForm, tenantPath } from "../page.ts";
import type { PageEndpoint } from "../request.ts";
import type { Session } from "../session.ts";
import { timeline } from "../timeline.ts";

/** Changes and requests that the timeline shows, each. */
const MOST = 200;

/** `GET …/people/{id}`: one user or group, as it is and how it became so; also one that was deleted. */
export const personPage: PageEndpoint = async ({ database }, { session, tenant, id }) => {
  if (!isResourceId(id)) throw new ScimError(404, "This is no id of a user or group");
  const details = await readDetails(database, tenant, id);
  const changes = await readChangesOf(database, tenant, id, MOST);
  const about = {
    kind: "about",
    resourceId: id,
    nameKey: details?.nameKey ?? null,
    externalId: details?.externalId ?? null,
  } as const;
  const requests = await readRequests(database, tenant, about, MOST);
  const outcomes = await readMembershipOutcomes(database, tenant, id, MOST);
  if (!details && changes.length === 0 && requests.length === 0) {
    throw new ScimError(404, `The tenant ${tenant} has and had no user or group with this id`);
  }
  return {
    title: details?.displayName ?? details?.name ?? "Deleted",
    tenant,
    body: html`
      ${
        details
          ? resourceSection(tenant, details)
          : html`<p class="notice">
              There is no user or group of this id any more. What happened to it is below.
            </p>`
      }
      <section aria-labelledby="timeline">
        <h2 id="timeline">Timeline</h2>
        <ol class="timeline">
          ${timeline(tenant, { id, exists: details !== undefined, changes, requests, outcomes })}
        </ol>
      </section>
      ${!details && session.role === "admin" && eraseForm(session, tenant, id)}
    `,
  };
};

function resourceSection(tenant: string, details: ResourceDetails): Content {
  const { id, type, name, externalId, active, createdAt, modifiedAt, manager, related, document } = details;
  return html`<section aria-label="Resource" class="columns">
    <dl>
      <dt>${type === "User" ? "User name" : "Name"}</dt>
      <dd>${name}</dd>
      ${
        type === "User" &&
        html`<dt>Active</dt>
          <dd>${active === "false" ? "no" : "yes"}</dd>`
      }
      <dt>externalId</dt>
      <dd>${externalId ?? "none"}</dd>
      <dt>id</dt>
      <dd><code class="break">${id}</code></dd>
      <dt>Made</dt>
      <dd>${time(createdAt)}</dd>
      <dt>Changed</dt>
      <dd>${time(modifiedAt)}</dd>
      ${
        manager &&
        html`<dt>Manager</dt>
          <dd><a href=${tenantPath(tenant, "people", manager.id)}>${manager.name}</a></dd>`
      }
      <dt>${type === "User" ? "Groups" : "Members"}</dt>
      <dd>
        ${
          related.length === 0
            ? "none"
            : html`<ul class="inline">
                ${related.map(
                  (other) =>
                    html`<li><a href=${tenantPath(tenant, "people", other.id)}>${other.name}</a></li>`,
                )}
              </ul>`
        }
      </dd>
    </dl>
    <details>
      <summary>The whole resource</summary>
      <pre tabindex="0">${JSON.stringify(document, undefined, 2)}</pre>
    </details>
  </section>`;
}

function eraseForm(session: Session, tenant: string, id: string): Content {
  return html`<section>
    <h2>Delete for good</h2>
    <p>Deletes the changes and requests of this person that are listed above. They cannot be brought back.</p>
    ${postForm(
      session,
      tenantPath(tenant, "people", id, "erase"),
      html`<button class="danger">Delete the history for good</button>`,
    )}
  </section>`;
}
