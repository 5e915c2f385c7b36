import type { Change } from "../store/changes.ts";
import type { MembershipOutcome } from "../store/membership-outcomes.ts";
import type { FoundRequest } from "../store/requests.ts";
import { beforeAndAfter } from "./before-after.ts";
import { html, time, type Content } from "./html.ts";
import { requestEntry } from "./request-entry.ts";

/** What is known of a user or group. Changes and requests are in order, newest first. */
export interface History {
  readonly id: string;
  /** Whether it still is there. */
  readonly exists: boolean;
  readonly changes: readonly Change[];
  readonly requests: readonly FoundRequest[];
  /** Of the requests about groups that name it as a member. */
  readonly outcomes: readonly MembershipOutcome[];
}

/** Newest first. A change stands in the entry of its own request, where that is kept. */
export function timeline(tenant: string, history: History): readonly Content[] {
  const { id, changes, requests } = history;
  const byRequest = Map.groupBy(changes, ({ requestId }) => requestId);
  const holders = holdersOfChanges(history);
  const memberships = membershipsOf(history);
  const entries = requests.map((request) => {
    const own = holders.get(request.requestId) === request ? byRequest.get(request.requestId) : undefined;
    if (own) byRequest.delete(request.requestId);
    const shown = { about: id, ...(own ? { changes: own.map(changeTable) } : memberships(request)) };
    return { at: request.at, content: requestEntry(tenant, request, shown) };
  });
  const rest = [...byRequest.values()]
    .flat()
    .map((change) => ({ at: change.at, content: changeEntry(change) }));
  // Requests of one moment stay in their order. Texts do not compare as moments do: PostgreSQL leaves out zeros at the end.
  return [...entries, ...rest]
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
    .map(({ content }) => content);
}

/** The request whose entry has the changes of a request id: one about the resource, or whose resource was not known. */
function holdersOfChanges({ id, requests }: History): ReadonlyMap<string, FoundRequest> {
  const about = (resourceId: string | null) =>
    newestOf(
      requests.filter((request) => request.resourceId === resourceId),
      ({ requestId }) => requestId,
    );
  return new Map([...about(null), ...about(id)]);
}

/** Of the requests with one key the newest that succeeded, else the newest: the operations of a Bulk share a request id. */
function newestOf(
  requests: readonly FoundRequest[],
  keyOf: (request: FoundRequest) => string,
): ReadonlyMap<string, FoundRequest> {
  const newest = new Map<string, FoundRequest>();
  for (const request of requests.toSorted((a, b) => Number(a.status >= 400) - Number(b.status >= 400))) {
    if (!newest.has(keyOf(request))) newest.set(keyOf(request), request);
  }
  return newest;
}

/** The same for all operations of one Bulk about one group. */
const groupKey = ({ requestId, resourceId }: FoundRequest): string => `${requestId} ${resourceId}`;

/** What the entry of a request about a group says of the membership. */
function membershipsOf({ id, exists, requests, outcomes }: History) {
  const byKey = new Map(outcomes.map((outcome) => [outcome.key, outcome]));
  const named = Map.groupBy(
    requests.filter(({ key }) => byKey.has(key)),
    groupKey,
  );
  const holders = newestOf([...named.values()].flat(), groupKey);
  return (request: FoundRequest): { changes?: Content; unchanged?: string } => {
    const outcome = byKey.get(request.key);
    // A group that names itself has the whole change in its own log.
    if (!outcome || request.resourceId === id) return {};
    const { steps, isComplete } = outcome;
    const key = groupKey(request);
    if (steps.length > 0) {
      if (holders.get(key) !== request) return {};
      return { changes: membershipTable(request, steps, named.get(key)?.length === 1) };
    }
    if (request.status >= 400 || !isComplete) return {};
    return {
      unchanged: exists ? "Nothing changed: the membership already was as asked." : "Nothing changed.",
    };
  };
}

function membershipTable(
  { resourceId, resourceName, nameKey }: FoundRequest,
  steps: readonly boolean[],
  isAlone: boolean,
): Content {
  const name = `member of ${resourceName ?? nameKey ?? resourceId}`;
  return html`${!isAlone && html`<p class="muted">The Bulk's operations on this group together:</p>`}
  ${beforeAndAfter(
    steps.map((isAdded) => ({ name, was: isAdded ? "no" : "yes", is: isAdded ? "yes" : "no" })),
  )}`;
}

const ACTIONS = { create: "Made", update: "Changed", delete: "Deleted", members: "Members changed" } as const;

/** A change whose request is not kept: it came before the console was on, or is too old. */
function changeEntry(change: Change): Content {
  return html`<li class="entry changed">
    ${time(change.at)}
    <p><b>${ACTIONS[change.action]}</b> <span class="muted">request ${change.requestId}</span></p>
    ${changeTable(change)}
  </li>`;
}

function changeTable({ before, after }: Change): Content {
  const was = fields(before);
  const is = fields(after);
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return beforeAndAfter(names.map((name) => ({ name, was: was[name], is: is[name] })));
}

function fields(document: unknown): Readonly<Record<string, unknown>> {
  return typeof document === "object" && document !== null ? { ...document } : {};
}
