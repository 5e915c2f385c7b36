import type { Context } from "@opentelemetry/api";

/** Makes a span of each statement. There is none while tracing is off. */
export interface StatementTracer {
  /** What the code that runs now works for. */
  current(): Context;
  /** Runs work that several requests share: its statements belong to the first and name the others. */
  shared<Result>(requests: readonly Context[], work: () => Promise<Result>): Promise<Result>;
  /** @param name of the statement; never its values. */
  statement<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
}
