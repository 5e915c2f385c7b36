import { expect, test } from "vitest";
import { tenantRequest } from "../../test/tenant-request.ts";
import type { FoundRequest } from "../store/requests.ts";
import { documentText, html } from "./html.ts";
import { timeline } from "./timeline.ts";

function requestAt(at: string, key: string): FoundRequest {
  const requestId = `request-${key}`;
  return { ...tenantRequest({ at: `2026-05-01T${at}`, requestId }), key, resourceName: null };
}

test("the newest entry comes first, and of two of the same moment the one that was kept last", () => {
  const moments = ["12:00:01Z", "12:00:00.12Z", "12:00:00.119Z", "12:00:00.1Z", "12:00:00.1Z", "12:00:00Z"];
  const requests = moments.map((at, index) => requestAt(at, String(index)));
  // They are kept when their replies have gone out: the longest request last.
  const kept = requests.toSpliced(0, 2, ...requests.slice(0, 2).toReversed());
  const history = { id: "id", exists: true, changes: [], requests: kept, outcomes: [] };
  const text = documentText(
    html`<ol>
      ${timeline("acme", history)}
    </ol>`,
  );
  const shown = [...text.matchAll(/<code>(request-\d)<\/code>/g)].map(([, id]) => id);
  expect(shown).toStrictEqual(requests.map(({ requestId }) => requestId));
});
