import { prepared } from "../../scim/prepare.ts";
import { isResourceId } from "../../store/resource-id.ts";
import { readRequests, type FoundRequest } from "../../store/requests.ts";
import { explain, isProbe } from "../explain.ts";
import { html, time, type Content } from "../html.ts";
import type { PageEndpoint } from "../request.ts";
import { requestEntry } from "../request-entry.ts";

/** Requests that one page shows, and that the reasons are counted over. */
const MOST = 200;
/** Examples of one reason. */
const EXAMPLES = 20;

/** `GET …/requests`: what came, newest first; with `about` only what was about one name or id. */
export const requestsPage: PageEndpoint = async ({ database }, { tenant, query }) => {
  const about = (query.get("about") ?? "").slice(0, 2_000).replaceAll("\0", "");
  const selection =
    about === ""
      ? ({ kind: "all" } as const)
      : ({
          kind: "about",
          resourceId: isResourceId(about) ? about : null,
          nameKey: prepared(about),
          externalId: about,
        } as const);
  const requests = await readRequests(database, tenant, selection, MOST);
  return {
    title: about === "" ? "All requests" : `Requests about ${about}`,
    tenant,
    body: html`<div data-live>
      ${
        requests.length === 0
          ? html`<p>${about === "" ? "No request has come yet." : `No request was about “${about}”.`}</p>`
          : html`<ol class="timeline">
              ${folded(tenant, requests)}
            </ol>`
      }
      ${requests.length === MOST && html`<p>These are the newest ${MOST}.</p>`}
    </div>`,
  };
};

/** Requests as entries; probes that come one after the other are one entry. */
export function folded(tenant: string, requests: readonly FoundRequest[]): readonly Content[] {
  const entries: Content[] = [];
  for (let index = 0; index < requests.length;) {
    const request = requests[index];
    if (!request) break;
    let end = index;
    for (let next = requests[end]; next && isProbe(next); next = requests[end]) end += 1;
    if (end > index) entries.push(probes(request, end - index));
    else entries.push(requestEntry(tenant, request));
    index = Math.max(end, index + 1);
  }
  return entries;
}

function probes({ at }: FoundRequest, count: number): Content {
  return html`<li class="entry muted">
    ${time(at)}
    <p>${count === 1 ? "One test" : `${count} tests`} of the connection by Entra: a search for nobody.</p>
  </li>`;
}

/** `GET …/refused`: what was refused, by reason, the reason of the newest first. */
export const refusedPage: PageEndpoint = async ({ database }, { tenant }) => {
  const requests = await readRequests(database, tenant, { kind: "refused" }, MOST);
  const groups = Map.groupBy(requests, (request) => explain(request)?.reason ?? "");
  return {
    title: "Refused requests",
    tenant,
    body: html`<p class="muted">Newest first, by reason. The page follows what happens.</p>
      <div data-live aria-live="polite">
        ${
          groups.size === 0
            ? html`<p class="state good">No request was refused.</p>`
            : [...groups].map(([reason, group]) => refusals(tenant, reason, group))
        }
      </div>`,
  };
};

function refusals(tenant: string, reason: string, requests: readonly FoundRequest[]): Content {
  const [newest] = requests;
  const explanation = newest && explain(newest);
  return html`<section class="reason">
    <h2>${reason} <span class="count">${requests.length}</span></h2>
    ${explanation?.remedy !== undefined && html`<p><b>What to do:</b> ${explanation.remedy}</p>`}
    <ol class="timeline">
      ${requests.slice(0, EXAMPLES).map((request) => requestEntry(tenant, request, { isBrief: true }))}
    </ol>
    ${requests.length > EXAMPLES && html`<p>… and ${requests.length - EXAMPLES} more.</p>`}
  </section>`;
}
