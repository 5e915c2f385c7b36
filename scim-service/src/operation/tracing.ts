import type { IncomingHttpHeaders } from "node:http";
import {
  context,
  createContextKey,
  diag,
  DiagLogLevel,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Link,
  type Span,
  type Tracer,
} from "@opentelemetry/api";
import { NodeSDK } from "@opentelemetry/sdk-node";
import type { Logger } from "pino";
import type { StatementTracer } from "../store/statement-tracer.ts";

/** What is known of a request when its reply has gone out. No path, no query, no token: they tell who is meant. */
export interface EndedRequest {
  readonly requestId: string;
  readonly operation: string;
  readonly tenant: string | undefined;
  /** 499 where the client went away before its reply. */
  readonly status: number;
  /** The `ActivityId` of Entra's `ADSCIMVersion`. */
  readonly activityId: string | undefined;
}

/** The span of a request. */
export interface RequestSpan {
  /** Runs the request: statements become children of its span. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  end(request: EndedRequest): void;
}

/** Kubernetes and Prometheus ask every few seconds; nobody looks for their spans. */
const NOT_TRACED: ReadonlySet<string> = new Set(["/healthz", "/readyz", "/metrics"]);
/** Key of the other requests that share a statement. */
const SHARED_WITH = createContextKey("scim requests that share a statement");
/** Most characters of a message of OpenTelemetry that are logged. */
const MAX_MESSAGE = 500;
const IGNORE = () => {};

/** OpenTelemetry spans of requests and statements, exported as the standard `OTEL_*` variables say. */
export class Tracing implements StatementTracer {
  readonly #sdk: NodeSDK;
  readonly #tracer: Tracer;

  /** @param log gets what OpenTelemetry has to complain of, such as a collector that is away. */
  constructor(log: Logger) {
    this.#sdk = new NodeSDK({
      serviceName: process.env["OTEL_SERVICE_NAME"] ?? "scim-service",
      // Metrics are Prometheus's and logs go to the output.
      metricReaders: [],
      logRecordProcessors: [],
    });
    this.#sdk.start();
    const complain = (message: string) => log.warn({ message: message.slice(0, MAX_MESSAGE) }, "tracing");
    diag.setLogger(
      { error: complain, warn: complain, info: IGNORE, debug: IGNORE, verbose: IGNORE },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    );
    this.#tracer = trace.getTracer("scim-service");
  }

  /** Begins a span, as part of the trace that a `traceparent` names. Undefined for probes and scrapes. */
  request(method: string, path: string, headers: IncomingHttpHeaders): RequestSpan | undefined {
    if (NOT_TRACED.has(path)) return undefined;
    const caller = propagation.extract(context.active(), headers);
    const options = { kind: SpanKind.SERVER, attributes: { "http.request.method": method } };
    const span = this.#tracer.startSpan(method, options, caller);
    const own = trace.setSpan(caller, span);
    return {
      run: (work) => context.with(own, work),
      end: (request) => endRequest(span, request),
    };
  }

  current(): Context {
    return context.active();
  }

  shared<Result>(requests: readonly Context[], work: () => Promise<Result>): Promise<Result> {
    const [first = context.active(), ...others] = requests;
    return context.with(others.length === 0 ? first : first.setValue(SHARED_WITH, linksTo(others)), work);
  }

  async statement<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const links = context.active().getValue(SHARED_WITH) as readonly Link[] | undefined;
    const span = this.#tracer.startSpan(name, {
      kind: SpanKind.CLIENT,
      attributes: { "db.system.name": "postgresql", "db.query.summary": name },
      ...(links ? { links: [...links] } : {}),
    });
    try {
      return await work();
    } catch (error) {
      // PostgreSQL's message can quote a value; its code cannot.
      const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
      span.setStatus({ code: SpanStatusCode.ERROR });
      if (code !== undefined) span.setAttribute("db.response.status_code", code);
      throw error;
    } finally {
      span.end();
    }
  }

  /** Exports what is left. */
  stop(): Promise<void> {
    return this.#sdk.shutdown();
  }
}

function endRequest(span: Span, { requestId, operation, tenant, status, activityId }: EndedRequest): void {
  span.updateName(operation);
  span.setAttributes({
    "http.response.status_code": status,
    "scim.operation": operation,
    "scim.request_id": requestId,
    "scim.tenant": tenant,
    "entra.activity_id": activityId,
  });
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

function linksTo(requests: readonly Context[]): readonly Link[] {
  return requests.flatMap((request) => {
    const span = trace.getSpanContext(request);
    return span ? [{ context: span }] : [];
  });
}
