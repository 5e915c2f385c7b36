import type { FoundRequest } from "../store/requests.ts";
import { activityId, asked, explain, explainRule } from "./explain.ts";
import { copyable, html, time, type Content } from "./html.ts";
import { tenantPath } from "./page.ts";

/** How a list shows its requests. */
interface Shown {
  /** The resource whose own page it is: its name need not be repeated. */
  readonly about?: string;
  /** Whether what to do is left out, because the list says it above. */
  readonly isBrief?: boolean;
  /** What the request changed. */
  readonly changes?: Content;
  /** That it changed nothing, in a sentence. */
  readonly unchanged?: string;
}

/** A request in a list. */
export function requestEntry(tenant: string, request: FoundRequest, shown: Shown = {}): Content {
  const { at, operation, status, scimType, rules, resourceId } = request;
  const explanation = explain(request);
  const kind = explanation ? "refused" : shown.changes === undefined ? "" : "changed";
  return html`<li class=${`entry ${kind}`}>
    ${time(at)}
    <p>
      ${explanation ? "Refused: " : ""}<b>${asked(operation)}</b>${" "}
      ${resourceId !== null && resourceId === shown.about ? "" : subject(tenant, request)}
      <span class=${explanation ? "tag bad" : "tag good"}
        >${status}${scimType === null ? "" : ` ${scimType}`}</span
      >
    </p>
    ${explanation && html`<p>${explanation.because}</p>`}
    ${
      explanation?.remedy !== undefined &&
      shown.isBrief !== true &&
      html`<p><b>What to do:</b> ${explanation.remedy}</p>`
    }
    ${
      rules.length > 0 &&
      html`<p class="muted">
        Allowed by${rules.map((rule) => html` <code title=${explainRule(rule)}>${rule}</code>`)}
      </p>`
    }
    ${shown.changes} ${shown.unchanged !== undefined && html`<p class="muted">${shown.unchanged}</p>`}
    ${more(request)}
  </li>`;
}

function subject(tenant: string, { resourceId, resourceName, nameKey, externalId }: FoundRequest): Content {
  const name = resourceName ?? nameKey ?? externalId;
  if (resourceId !== null)
    return html`<a href=${tenantPath(tenant, "people", resourceId)}>${name ?? resourceId}</a>`;
  if (name === null) return "";
  return html`<a href=${`${tenantPath(tenant, "people")}?q=${encodeURIComponent(name)}`}>${name}</a>`;
}

function more(request: FoundRequest): Content {
  const { method, path, rules, requestId, entra, milliseconds, tokenId } = request;
  const activity = activityId(entra);
  return html`<details>
    <summary>Details</summary>
    <dl>
      <dt>Request</dt>
      <dd><code class="break">${method} ${readable(path)}</code></dd>
      <dt>Request id</dt>
      <dd>${copyable(requestId, "request id")}</dd>
      ${
        activity !== undefined &&
        html`<dt>Entra's ActivityId</dt>
          <dd>${copyable(activity, "ActivityId")} <span class="muted">for Microsoft's support</span></dd>`
      }
      <dt>Took</dt>
      <dd>${Math.round(milliseconds * 10) / 10} ms</dd>
      <dt>Signed in by</dt>
      <dd>token <code>${tokenId}</code></dd>
      ${rules.map(
        (rule) =>
          html`<dt><code>${rule}</code></dt>
            <dd>${explainRule(rule)}</dd>`,
      )}
    </dl>
  </details>`;
}

function readable(path: string): string {
  try {
    return decodeURIComponent(path.replaceAll("+", " "));
  } catch {
    return path;
  }
}
