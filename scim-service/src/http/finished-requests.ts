import type { Logger } from "pino";
import type { Config } from "../config.ts";
import type { Metrics } from "../operation/metrics.ts";
import type { LeniencyName } from "../scim/leniency.ts";
import type { RequestKeeper } from "./request-keeper.ts";
import type { RecordedOperation, RequestRecord } from "./request-record.ts";
import type { RequestState } from "./request-state.ts";

/** A request whose reply has gone out, or whose client has gone. */
export interface FinishedRequest extends Pick<
  RequestState,
  "requestId" | "operation" | "tenant" | "leniencies" | "record" | "refusal"
> {
  readonly status: number;
  /** From its arrival to the end of its reply. */
  readonly milliseconds: number;
  /** When it arrived, in milliseconds since 1970. */
  readonly at: number;
  readonly entra: string | undefined;
  readonly method: string;
  /** The path with the query. */
  readonly url: string;
}

/** How many are written together at most, and after how many milliseconds. */
const TOGETHER = 64;
const SOON = 10;

/**
 * Writes a line of each request, counts it, and hands it to the console's request keeper: some at a time. Code that runs
 * once in a request finds the processor's caches full of the rest of it: written together, they took 4 % off the processor
 * time of a look-up by id, and 10 % off one that is alone.
 * Paths and queries are not logged: they hold names.
 */
export class FinishedRequests {
  readonly #metrics: Metrics;
  readonly #log: Logger;
  readonly #keeper: RequestKeeper | undefined;
  readonly #basePath: string;
  #requests: FinishedRequest[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    { basePath }: Pick<Config, "basePath">,
    metrics: Metrics,
    log: Logger,
    keeper: RequestKeeper | undefined,
  ) {
    this.#basePath = basePath;
    this.#metrics = metrics;
    this.#log = log;
    this.#keeper = keeper;
  }

  add(request: FinishedRequest): void {
    this.#requests.push(request);
    if (this.#requests.length >= TOGETHER) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), SOON);
  }

  /** For whoever asks what has happened so far. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const requests = this.#requests;
    this.#requests = [];
    for (const { operation, status, milliseconds, leniencies } of requests)
      this.#metrics.observe(operation, status, milliseconds / 1_000, leniencies);
    for (const request of requests) this.#write(request);
    const keeper = this.#keeper;
    if (!keeper) return;
    for (const request of requests) if (request.record) keep(keeper, this.#basePath, request, request.record);
  }

  #write({ requestId, operation, tenant, status, milliseconds, leniencies, entra }: FinishedRequest): void {
    this.#log.info(
      {
        requestId,
        operation,
        tenant,
        status,
        ms: Math.round(milliseconds * 10) / 10,
        ...(leniencies.size > 0 ? { rules: [...leniencies] } : {}),
        ...(entra === undefined ? {} : { entra }),
      },
      "request",
    );
  }
}

/** Most characters that are kept of a method in a Bulk, of a path with its query, and of what a reply said. */
const MAX_METHOD = 16;
const MAX_PATH = 2_000;
const MAX_DETAIL = 2_000;

/** Hands a SCIM request to the console's request keeper, and each operation of a Bulk. */
function keep(
  keeper: RequestKeeper,
  basePath: string,
  request: FinishedRequest,
  record: RequestRecord,
): void {
  const { refusal, requestId, leniencies, url } = request;
  const { tenant, tokenId } = record;
  const entra = request.entra ?? null;
  const operations = record.operations();
  const rules = [...leniencies];
  keeper.keep({
    tenant,
    tokenId,
    requestId,
    entra,
    ...record.subject,
    at: new Date(request.at).toISOString(),
    operation: request.operation,
    method: request.method,
    // A URL that Node has read has neither a NUL nor half of a character.
    path: withoutPasswords(url.slice(basePath.length, basePath.length + MAX_PATH)),
    status: request.status,
    scimType: refusal?.scimType ?? null,
    detail: refusal ? keptText(refusal.detail, MAX_DETAIL) : null,
    rules: operations.length === 0 ? rules : rulesOfItself(rules, operations),
    milliseconds: request.milliseconds,
  });
  for (const { subject, ...kept } of operations) {
    keeper.keep({
      tenant,
      tokenId,
      requestId,
      entra,
      ...subject,
      ...kept,
      method: keptText(kept.method, MAX_METHOD),
      path: withoutPasswords(keptText(kept.path, MAX_PATH)),
      detail: kept.detail === null ? null : keptText(kept.detail, MAX_DETAIL),
    });
  }
}

/** Those that no operation of a Bulk used, which each have their own. */
function rulesOfItself(
  rules: readonly LeniencyName[],
  operations: readonly RecordedOperation[],
): readonly string[] {
  const ofOperations = new Set(operations.flatMap((each) => each.rules));
  return rules.filter((rule) => !ofOperations.has(rule));
}

/** A filter on passwords is not kept. */
function withoutPasswords(path: string): string {
  return /password/i.test(path) ? path.replace(/\?.*$/, "?…") : path;
}

/** As PostgreSQL can hold it: no NUL, and no half of a character where the text is cut. */
function keptText(text: string, most: number): string {
  return text.slice(0, most).replaceAll("\0", "").toWellFormed();
}
