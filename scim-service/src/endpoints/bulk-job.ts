import type { Endpoint } from "../http/exchange.ts";
import type { RecordedOperation } from "../http/request-record.ts";
import { errorBody, type ScimError } from "../scim/error.ts";
import type { Dialect } from "../scim/leniency.ts";
import type { ResourceType } from "../scim/schema/resource-type.ts";
import type { Service } from "../service.ts";
import { newResourceId } from "../store/resource-id.ts";
import { resolveReference } from "./bulk-references.ts";
import type { BulkOperation } from "./bulk-request.ts";
import { locationOf } from "./present.ts";

/** The endpoints of one resource type that Bulk can call. */
export interface BulkTarget {
  readonly type: ResourceType;
  readonly byMethod: Readonly<Partial<Record<string, Endpoint>>>;
}

/** By the name in a path, in lower case. */
export type BulkTargets = ReadonlyMap<string, BulkTarget>;

/** `running` means that it waits for those that it refers to, or is being done. */
type State = "waiting" | "running" | "done" | "failed";

/** An operation of a Bulk request on its way. */
export interface BulkJob {
  readonly operation: BulkOperation;
  readonly target: BulkTarget | undefined;
  /** The id in the path, or a reference to one; empty for a POST. */
  readonly given: string;
  /** The id that the resource of a POST will have: given beforehand, so that references resolve in any order. */
  readonly id: string;
  state: State;
  result: object | undefined;
  /** What it uses of the request's leniencies. */
  readonly dialect: Dialect;
  /** When it was begun, on the clock of `performance`; undefined when it is only waiting. */
  begun: number | undefined;
  /** How it ended, for the console. */
  ended:
    | Pick<RecordedOperation, "at" | "status" | "scimType" | "detail" | "rules" | "milliseconds">
    | undefined;
}

export function newJob(operation: BulkOperation, targets: BulkTargets, dialect: Dialect): BulkJob {
  const [, endpoint = "", given = ""] = /^\/([^/?]+)(?:\/([^/?]+))?$/.exec(operation.path) ?? [];
  const target = targets.get(endpoint.toLowerCase());
  return {
    operation,
    target,
    given,
    id: newResourceId(),
    state: "waiting",
    result: undefined,
    dialect: dialect.part(),
    begun: undefined,
    ended: undefined,
  };
}

/** What the results of one Bulk request have in common. */
export interface BulkContext {
  readonly service: Service;
  /** URL of the SCIM root. */
  readonly base: string;
  readonly requestId: string;
  readonly byBulkId: ReadonlyMap<string, BulkJob>;
}

/** The result of an operation, as the reply has it. */
export function result(
  job: BulkJob,
  context: BulkContext,
  status: number,
  version: string | undefined,
): object {
  const { method, bulkId } = job.operation;
  const location = locationAfter(job, context, status);
  return {
    ...(location === undefined ? {} : { location }),
    ...(method === "" ? {} : { method }),
    ...(bulkId === undefined ? {} : { bulkId }),
    ...(version === undefined ? {} : { version }),
    status: String(status),
  };
}

/** The result of an operation that failed. */
export function failure(
  job: BulkJob,
  context: BulkContext,
  { status, message, scimType }: ScimError,
): object {
  const response = errorBody(status, `${message} (request ${context.requestId})`, scimType);
  return { ...result(job, context, status, undefined), response: JSON.parse(response) as object };
}

/** How an operation ended now, as the console keeps it. */
export function ending(
  { begun, dialect }: BulkJob,
  status: number,
  refusal: ScimError | undefined,
): BulkJob["ended"] {
  const milliseconds = begun === undefined ? 0 : performance.now() - begun;
  return {
    at: new Date(Date.now() - milliseconds).toISOString(),
    status,
    scimType: refusal?.scimType ?? null,
    detail: refusal?.message ?? null,
    rules: [...dialect.used],
    milliseconds,
  };
}

/** Undefined where the operation has no resource: it was not made, or there is no such operation. */
function locationAfter(
  { operation, target, given, id }: BulkJob,
  { service, base, byBulkId }: BulkContext,
  status: number,
): string | undefined {
  const isCreation = operation.method === "POST";
  const isPossible = target?.byMethod[operation.method] !== undefined && isCreation === (given === "");
  if (!isPossible || (isCreation && status !== 201)) return undefined;
  const resourceId = isCreation ? id : resolveReference(given, (bulkId) => byBulkId.get(bulkId)?.id ?? "");
  if (resourceId === "") return undefined;
  return locationOf(service.catalog, base, target.type.kind, resourceId);
}
