import { performance, type EventLoopUtilization } from "node:perf_hooks";
import { Pool, type Dispatcher } from "undici";
import { BenchError } from "./error.ts";

/** One request and the status that makes it a success. */
export interface Exchange {
  readonly method: "GET" | "POST" | "PATCH";
  /** Below the origin, with the query. */
  readonly path: string;
  readonly body?: string;
  readonly expected: readonly number[];
  /** What the same connection asks then. @param body of the answer. */
  readonly next?: (body: string) => Exchange;
}

/** Some seconds of load on one program. */
export interface Slice {
  /** One entry an answered request, in milliseconds. */
  readonly latencies: readonly number[];
  readonly seconds: number;
  /** Share of the time in which this process, the generator, was busy: near 1, it is what was measured. */
  readonly generatorBusy: number;
}

/** An HTTP client that holds a fixed number of connections, each with one request under way at a time. */
export class LoadGenerator {
  readonly #pool: Pool;
  readonly #connections: number;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #origin: string;
  readonly #token: string;
  readonly #counter: { answers: number };

  constructor(origin: string, token: string, connections: number, counter = { answers: 0 }) {
    this.#origin = origin;
    this.#token = token;
    this.#counter = counter;
    this.#pool = new Pool(origin, { connections, pipelining: 1 });
    this.#connections = connections;
    this.#headers = { authorization: `Bearer ${token}`, "content-type": "application/scim+json" };
  }

  /** Answers so far, with those of {@link wider} ones. */
  get answers(): number {
    return this.#counter.answers;
  }

  /** Another generator for the same program. */
  wider(connections: number): LoadGenerator {
    return new LoadGenerator(this.#origin, this.#token, connections, this.#counter);
  }

  /**
   * Keeps connections busy until the time is over or `next` has no more. What follows on an exchange belongs to it.
   *
   * @param connections how many, all at most.
   * @throws {BenchError} on the first answer that is not the expected one: figures of failures mean nothing.
   */
  async drive(
    next: () => Exchange | undefined,
    milliseconds: number,
    connections = this.#connections,
  ): Promise<Slice> {
    const latencies: number[] = [];
    const before: EventLoopUtilization = performance.eventLoopUtilization();
    const start = performance.now();
    const end = start + milliseconds;
    const connection = async (): Promise<void> => {
      for (let now = performance.now(); now < end; now = performance.now()) {
        let exchange = next();
        if (!exchange) return;
        for (let sent = now; exchange; sent = performance.now()) {
          const { status, body } = await this.send(exchange);
          if (!exchange.expected.includes(status)) throw unexpected(exchange, status, body);
          latencies.push(performance.now() - sent);
          exchange = exchange.next?.(body);
        }
      }
    };
    await Promise.all(Array.from({ length: connections }, connection));
    return {
      latencies,
      seconds: (performance.now() - start) / 1000,
      generatorBusy: performance.eventLoopUtilization(before).utilization,
    };
  }

  /** One request, whatever its answer. Undici's own lowest level, because each layer above it costs the generator. */
  send(exchange: Exchange): Promise<{ readonly status: number; readonly body: string }> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let status = 0;
      const handler: Dispatcher.DispatchHandler = {
        onRequestStart: () => {},
        onResponseStart: (_controller, statusCode) => {
          status = statusCode;
        },
        onResponseData: (_controller, chunk) => {
          chunks.push(chunk);
        },
        onResponseEnd: () => {
          this.#counter.answers += 1;
          resolve({ status, body: Buffer.concat(chunks).toString() });
        },
        onResponseError: (_controller, error) => reject(error),
      };
      this.#pool.dispatch(
        { method: exchange.method, path: exchange.path, headers: this.#headers, body: exchange.body ?? null },
        handler,
      );
    });
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }
}

/** The expected answer's body. @throws {BenchError} on any other answer. */
export async function expectAnswer(generator: LoadGenerator, exchange: Exchange): Promise<string> {
  const { status, body } = await generator.send(exchange);
  if (!exchange.expected.includes(status)) throw unexpected(exchange, status, body);
  return body;
}

function unexpected(exchange: Exchange, status: number, body: string): BenchError {
  return new BenchError(
    `${exchange.method} ${exchange.path} answered ${status} instead of ${exchange.expected.join(" or ")}: ${body.slice(0, 500)}`,
  );
}
