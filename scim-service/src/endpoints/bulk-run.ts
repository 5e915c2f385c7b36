import { setTimeout as delay } from "node:timers/promises";
import { Readable } from "node:stream";
import { toScimError } from "../http/errors.ts";
import type { ScimRequest } from "../http/exchange.ts";
import type { Reply } from "../http/reply.ts";
import type { RecordedOperation } from "../http/request-record.ts";
import { badRequest, ScimError } from "../scim/error.ts";
import { PATCH_OP } from "../scim/patch/patch-request.ts";
import type { Service } from "../service.ts";
import {
  ending,
  failure,
  newJob,
  result,
  type BulkContext,
  type BulkJob,
  type BulkTarget,
  type BulkTargets,
} from "./bulk-job.ts";
import {
  referencesIn,
  resolveReference,
  resolveReferences,
  splitReferences,
  type Later,
} from "./bulk-references.ts";
import { recordOf } from "./bulk-record.ts";
import type { BulkRequest } from "./bulk-request.ts";

/** A reference between two resources, of which one did not exist when the other was made. */
interface LateReference {
  readonly holder: BulkJob;
  readonly other: BulkJob;
  readonly reference: Later;
}

function timeUp(what: string): ScimError {
  return new ScimError(503, `The time for one Bulk request was up ${what}`);
}

/** The operations of one Bulk request, one after the other. */
export class BulkRun {
  readonly #request: ScimRequest;
  readonly #failOnErrors: number;
  readonly #jobs: readonly BulkJob[];
  readonly #byBulkId: Map<string, BulkJob> = new Map();
  readonly #context: BulkContext;
  /** References to add as soon as both resources exist. */
  readonly #late: Set<LateReference> = new Set();
  #errors = 0;
  /** What is being done, and not waiting for what it refers to. */
  #current: BulkJob | undefined;
  #isTimeUp = false;

  constructor(
    service: Service,
    targets: BulkTargets,
    request: ScimRequest,
    { operations, failOnErrors }: BulkRequest,
  ) {
    const { base, requestId } = request;
    this.#request = request;
    this.#failOnErrors = failOnErrors;
    this.#context = { service, base, requestId, byBulkId: this.#byBulkId };
    this.#jobs = operations.map((operation) => newJob(operation, targets, request.dialect));
    // The first of two operations with one bulkId has it; the second is refused when it is run.
    for (const job of this.#jobs) {
      const { bulkId, method } = job.operation;
      if (bulkId !== undefined && method === "POST" && !this.#byBulkId.has(bulkId)) {
        this.#byBulkId.set(bulkId, job);
      }
    }
  }

  /** Runs all operations, or as many as the time allows; ends early when the client is gone. */
  async within(milliseconds: number): Promise<void> {
    const ended = new AbortController();
    const timer = delay(milliseconds, true, { signal: ended.signal }).catch(() => false);
    const isTimeUp = await Promise.race([this.#all().then(() => false), timer]);
    ended.abort();
    if (isTimeUp) this.#giveUp();
  }

  async #all(): Promise<void> {
    for (const job of this.#jobs) {
      if (this.#isOver()) return;
      await this.#run(job);
    }
  }

  /** Lets everything fail that is not done. What PostgreSQL is at work on ends by itself, and nothing follows it. */
  #giveUp(): void {
    this.#isTimeUp = true;
    for (const job of this.#jobs) {
      if (job.state === "done" || job.state === "failed") continue;
      const what =
        job === this.#current
          ? "while this operation was being done: read the resource to see whether it was"
          : "before this operation began: send it again";
      this.#fail(job, timeUp(what));
    }
    for (const { holder, reference } of this.#late) {
      if (holder.state !== "done") continue;
      const what = `before ${holder.id} was given its reference to "${reference.bulkId}" in ${reference.path}`;
      this.#fail(holder, timeUp(what));
    }
  }

  /** One result for each operation that was tried, in the order of the request. */
  results(): readonly object[] {
    return this.#jobs.flatMap((job) => job.result ?? []);
  }

  /** The operations that are over, for the console. */
  recorded(): readonly RecordedOperation[] {
    return recordOf(this.#jobs, this.#byBulkId, this.#request.principal);
  }

  #isOver(): boolean {
    const hasFailed = this.#failOnErrors > 0 && this.#errors >= this.#failOnErrors;
    return hasFailed || this.#mustStop();
  }

  #mustStop(): boolean {
    return this.#isTimeUp || this.#request.isAbandoned();
  }

  async #run(job: BulkJob): Promise<void> {
    if (job.state !== "waiting") return;
    job.state = "running";
    for (const other of this.#referencesOf(job)) if (!this.#isOver()) await this.#run(other);
    if (this.#isOver()) return;
    job.begun = performance.now();
    try {
      const reply = await this.#execute(job);
      job.state = "done";
      job.result = result(job, this.#context, reply.status, reply.etag);
      job.ended = ending(job, reply.status, undefined);
      await this.#addLateReferences(job);
    } catch (error) {
      this.#fail(job, error);
    }
  }

  #referencesOf({ operation, given }: BulkJob): readonly BulkJob[] {
    const references = referencesIn(given, operation.data);
    return [...references].flatMap((bulkId) => this.#byBulkId.get(bulkId) ?? []);
  }

  async #execute(job: BulkJob): Promise<Reply> {
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
      if (other) this.#late.add({ holder: job, other, reference });
    }
    this.#current = job;
    const reply = await handle({
      ...this.#request,
      dialect: job.dialect,
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

  async #addLateReferences(job: BulkJob): Promise<void> {
    for (const late of this.#late) {
      if (this.#mustStop()) return;
      const { holder, other, reference } = late;
      if (holder !== job && other !== job) continue;
      if (holder.state !== "done" || other.state !== "done" || !holder.target) continue;
      try {
        await this.#addReference(holder, holder.target, reference.path, other.id);
        this.#late.delete(late);
      } catch (error) {
        this.#fail(holder, error);
      }
    }
  }

  async #addReference(holder: BulkJob, { byMethod }: BulkTarget, path: string, id: string): Promise<void> {
    const value = path === "members" ? [{ value: id }] : { value: id };
    const reply = await byMethod["PATCH"]?.({
      ...this.#request,
      id: holder.id,
      ifMatch: undefined,
      ifNoneMatch: undefined,
      query: new Map([["attributes", "id"]]),
      body: { schemas: [PATCH_OP], Operations: [{ op: "add", path, value }] },
    });
    holder.result = result(holder, this.#context, 201, reply?.etag);
  }

  #fail(job: BulkJob, error: unknown): void {
    const { log } = this.#context.service;
    const refusal = toScimError(error, log, this.#request.requestId, "bulk");
    job.state = "failed";
    this.#errors += 1;
    job.result = failure(job, this.#context, refusal);
    job.ended = ending(job, refusal.status, refusal);
  }
}
