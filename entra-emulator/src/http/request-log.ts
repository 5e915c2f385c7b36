import { BoundedLog } from "../tenant/bounded-log.ts";

/** A request that was received, with every secret masked. */
export interface RecordedRequest {
  readonly seq: number;
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly status: number;
  readonly body: unknown;
}

const secretMember = /secret|password|assertion|token$/i;
const secretKeys = /secret|token$|password|key$/i;

/** The requests of the Graph and login side, for tests and for looking at what a deployment did. */
export class RequestLog {
  readonly #log = new BoundedLog<RecordedRequest>(10_000);
  #seq = 0;

  append(request: Omit<RecordedRequest, "seq">): void {
    this.#seq += 1;
    this.#log.append({ ...request, seq: this.#seq, body: masked(request.body) });
  }

  after(seq: number): RecordedRequest[] {
    return this.#log.entries().filter((request) => request.seq > seq);
  }
}

/** A copy of a JSON value in which values of secret members, and of `{key, value}` pairs with a secret key, are `***`. */
export function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const key: unknown = "key" in value ? value.key : undefined;
  const secretPair = typeof key === "string" && secretKeys.test(key);
  return Object.fromEntries(
    entries.map(([name, member]) => {
      const hidden =
        typeof member === "string" &&
        member !== "" &&
        (secretMember.test(name) || (secretPair && name === "value"));
      return [name, hidden ? "***" : masked(member)];
    }),
  );
}

/** A form body as an object, so that it is masked like one. */
export function formBody(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}
