import { Readable } from "node:stream";
import { toScimError } from "../http/errors.ts";
import type { Endpoint, ScimRequest } from "../http/exchange.ts";
import type { Reply } from "../http/reply.ts";
import { badRequest, errorBody, ScimError } from "../scim/error.ts";
import { PATCH_OP } from "../scim/patch/patch-request.ts";
import type { ResourceType } from "../scim/schema/resource-type.ts";
import type { Service } from "../service.ts";
import { newResourceId } from "../store/resource-id.ts";
import {
  referencesIn,
  resolveReference,
  resolveReferences,
  splitReferences,
  type Later,
} from "./bulk-references.ts";
import { parseBulk, type BulkOperation } from "./bulk-request.ts";
import { locationOf } from "./present.ts";

/** The endpoints of one resource type that Bulk can call. */
export interface BulkTarget {
  readonly type: ResourceType;
  readonly byMethod: Readonly<Partial<Record<string, Endpoint>>>;
}

/** By the name in a path, in lower case. */
type BulkTargets = ReadonlyMap<string, BulkTarget>;

type State = "waiting" | "running" | "done" | "failed";

interface Job {
  readonly operation: BulkOperation;
  readonly target: BulkTarget | undefined;
  /** The id in the path, or a reference to one; empty for a POST. */
  readonly given: string;
  /** The id that the resource of a POST will have: given beforehand, so that references resolve in any order. */
  readonly id: string;
  state: State;
  result: object | undefined;
}

/**
 * POST /Bulk (RFC 7644 section 3.7). Each operation is atomic by itself. An operation runs after those that it refers to
 * by bulkId; where references form a circle, a resource is made without the members or the manager that do not exist yet
 * and gets them as soon as they do.
 */
export function bulkEndpoint(service: Service, targets: BulkTargets): Endpoint {
  return async (request) => {
    const { failOnErrors, operations } = parseBulk(request.body, request.dialect);
    const run = new BulkRun(service, targets, request, operations, failOnErrors);
    await run.all();
    const body = {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"],
      Operations: run.results(),
    };
    return { status: 200, body: JSON.stringify(body) };
  };
}

class BulkRun {
  readonly #service: Service;
  readonly #request: ScimRequest;
  readonly #failOnErrors: number;
  readonly #jobs: readonly Job[];
  readonly #byBulkId: Map<string, Job> = new Map();
  readonly #late: { readonly holder: Job; readonly other: Job; readonly reference: Later }[] = [];
  #errors = 0;

  constructor(
    service: Service,
    targets: BulkTargets,
    request: ScimRequest,
    operations: readonly BulkOperation[],
    failOnErrors: number,
  ) {
    this.#service = service;
    this.#request = request;
    this.#failOnErrors = failOnErrors;
    this.#jobs = operations.map((operation) => {
      const [, endpoint = "", given = ""] = /^\/([^/?]+)(?:\/([^/?]+))?$/.exec(operation.path) ?? [];
      const target = targets.get(endpoint.toLowerCase());
      return { operation, target, given, id: newResourceId(), state: "waiting", result: undefined };
    });
    // The first of two operations with one bulkId has it; the second is refused when it is run.
    for (const job of this.#jobs) {
      const { bulkId, method } = job.operation;
      if (bulkId !== undefined && method === "POST" && !this.#byBulkId.has(bulkId)) {
        this.#byBulkId.set(bulkId, job);
      }
    }
  }

  async all(): Promise<void> {
    for (const job of this.#jobs) {
      if (this.#isOver()) return;
      await this.#run(job);
    }
  }

  /** One result for each operation that was tried, in the order of the request. */
  results(): readonly object[] {
    return this.#jobs.flatMap(({ result }) => result ?? []);
  }

  #isOver(): boolean {
    return this.#failOnErrors > 0 && this.#errors >= this.#failOnErrors;
  }

  async #run(job: Job): Promise<void> {
    if (job.state !== "waiting") return;
    job.state = "running";
    for (const other of this.#referencesOf(job)) if (!this.#isOver()) await this.#run(other);
    if (this.#isOver()) return;
    try {
      const reply = await this.#execute(job);
      job.state = "done";
      job.result = this.#describe(job, reply.status, reply.etag);
      await this.#addLateReferences(job);
    } catch (error) {
      this.#fail(job, error);
    }
  }

  #referencesOf({ operation, given }: Job): readonly Job[] {
    const references = referencesIn(given, operation.data);
    return [...references].flatMap((bulkId) => this.#byBulkId.get(bulkId) ?? []);
  }

  async #execute(job: Job): Promise<Reply> {
    const { operation, target, given } = job;
    const { method, bulkId, problem } = operation;
    if (problem) throw problem;
    if (!target) throw new ScimError(404, `The path ${JSON.stringify(operation.path)} is not one for Bulk`);
    const handle = target.byMethod[method];
    if (!handle || (method === "POST") !== (given === "")) {
      throw new ScimError(405, `${method} of ${JSON.stringify(operation.path)} is not possible in Bulk`);
    }
    const isNew = method === "POST";
    if (isNew && bulkId === undefined) throw badRequest("invalidSyntax", "A POST needs a bulkId");
    if (isNew && bulkId !== undefined && this.#byBulkId.get(bulkId) !== job) {
      throw badRequest("invalidValue", `The bulkId "${bulkId}" is that of an earlier operation`);
    }
    const { now, later } = isNew
      ? splitReferences(operation.data, (reference) => this.#isRunning(reference))
      : { now: operation.data, later: [] };
    for (const reference of later) {
      const other = this.#byBulkId.get(reference.bulkId);
      if (other) this.#late.push({ holder: job, other, reference });
    }
    const reply = await handle({
      ...this.#request,
      id: isNew ? job.id : resolveReference(given, (each) => this.#idOf(each)),
      ifMatch: operation.version,
      ifNoneMatch: undefined,
      query: new Map(),
      body: resolveReferences(now, (each) => this.#idOf(each)),
    });
    // The client does not get the resource, so its members need not be read.
    if (reply.body instanceof Readable) reply.body.destroy();
    return reply;
  }

  #isRunning(bulkId: string): boolean {
    return this.#byBulkId.get(bulkId)?.state === "running";
  }

  /** @throws {ScimError} 400 when nothing in this request has that bulkId, or what has it failed. */
  #idOf(bulkId: string): string {
    const job = this.#byBulkId.get(bulkId);
    if (!job) throw badRequest("invalidValue", `No POST of this request has the bulkId "${bulkId}"`);
    if (job.state === "failed")
      throw badRequest("invalidValue", `The operation with the bulkId "${bulkId}" failed`);
    return job.id;
  }

  async #addLateReferences(job: Job): Promise<void> {
    for (const { holder, other, reference } of this.#late) {
      if (holder !== job && other !== job) continue;
      if (holder.state !== "done" || other.state !== "done" || !holder.target) continue;
      try {
        await this.#addReference(holder, holder.target, reference.path, other.id);
      } catch (error) {
        this.#fail(holder, error);
      }
    }
  }

  async #addReference(holder: Job, { byMethod }: BulkTarget, path: string, id: string): Promise<void> {
    const value = path === "members" ? [{ value: id }] : { value: id };
    const reply = await byMethod["PATCH"]?.({
      ...this.#request,
      id: holder.id,
      ifMatch: undefined,
      ifNoneMatch: undefined,
      query: new Map([["attributes", "id"]]),
      body: { schemas: [PATCH_OP], Operations: [{ op: "add", path, value }] },
    });
    holder.result = this.#describe(holder, 201, reply?.etag);
  }

  #fail(job: Job, error: unknown): void {
    const { log } = this.#service;
    const known = toScimError(error, log, this.#request.requestId, "bulk");
    job.state = "failed";
    this.#errors += 1;
    job.result = {
      ...this.#describe(job, known.status, undefined),
      response: JSON.parse(
        errorBody(known.status, `${known.message} (request ${this.#request.requestId})`, known.scimType),
      ) as object,
    };
  }

  #describe(job: Job, status: number, version: string | undefined): object {
    const { method, bulkId } = job.operation;
    const location = this.#locationOf(job, status);
    return {
      ...(location === undefined ? {} : { location }),
      ...(method === "" ? {} : { method }),
      ...(bulkId === undefined ? {} : { bulkId }),
      ...(version === undefined ? {} : { version }),
      status: String(status),
    };
  }

  /** Undefined where the operation has no resource: it was not made, or there is no such operation. */
  #locationOf({ operation, target, given, id }: Job, status: number): string | undefined {
    const isCreation = operation.method === "POST";
    const isPossible = target?.byMethod[operation.method] !== undefined && isCreation === (given === "");
    if (!isPossible || (isCreation && status !== 201)) return undefined;
    const resourceId = isCreation
      ? id
      : resolveReference(given, (bulkId) => this.#byBulkId.get(bulkId)?.id ?? "");
    if (resourceId === "") return undefined;
    return locationOf(this.#service.catalog, this.#request.base, target.type.kind, resourceId);
  }
}
