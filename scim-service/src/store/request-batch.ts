import type { TenantRequest } from "./requests.ts";

/** Characters of a time in RFC 3339 up to its hour. */
const HOUR = "2026-11-28T01".length;
const BYTES = 65_536;
/** Most bytes of a UTF-16 code unit as UTF-8. */
const WIDEST = 3;

/** How many requests of an hour have something in common: `requests`, `refused` or `rule:` and the name of a leniency. */
export interface RequestCounts {
  readonly tenant: number;
  readonly hour: string;
  readonly name: string;
  count: number;
}

/**
 * Requests that one statement is to write. They wait as its JSON, outside of the heap: objects that live for half a second
 * are copied by the garbage collector twice and then held for old ones. They are counted here, too: PostgreSQL would have
 * to read them again for it.
 */
export class RequestBatch {
  #bytes: Buffer = Buffer.allocUnsafeSlow(BYTES);
  #length = this.#bytes.write("[");
  #requests = 0;
  #members = 0;
  readonly #counts: Map<string, RequestCounts> = new Map();

  get requests(): number {
    return this.#requests;
  }

  /** All that the requests name. */
  get members(): number {
    return this.#members;
  }

  /** An array of {@link TenantRequest}s as UTF-8; valid until the next request is added, or all are cleared away. */
  get json(): Buffer {
    this.#reserve(1);
    return this.#bytes.subarray(0, this.#length + this.#bytes.write("]", this.#length));
  }

  get counts(): readonly RequestCounts[] {
    return [...this.#counts.values()];
  }

  add(request: TenantRequest): void {
    const text = (this.#requests === 0 ? "" : ",") + JSON.stringify(request);
    this.#reserve(WIDEST * text.length);
    this.#length += this.#bytes.write(text, this.#length);
    this.#requests += 1;
    this.#members += request.memberIds.length;
    this.#count(request);
  }

  /** For the next requests: memory that is there already costs no page faults. */
  clear(): void {
    if (this.#bytes.length > 8 * BYTES) this.#bytes = Buffer.allocUnsafeSlow(BYTES);
    this.#length = this.#bytes.write("[");
    this.#requests = 0;
    this.#members = 0;
    this.#counts.clear();
  }

  #count({ tenant, at, status, rules }: TenantRequest): void {
    const hour = at.slice(0, HOUR);
    this.#increment(tenant, hour, "requests");
    if (status >= 400) this.#increment(tenant, hour, "refused");
    for (const rule of rules) this.#increment(tenant, hour, `rule:${rule}`);
  }

  #increment(tenant: number, hour: string, name: string): void {
    const key = `${tenant} ${hour} ${name}`;
    const counts = this.#counts.get(key);
    if (counts) counts.count += 1;
    else this.#counts.set(key, { tenant, hour: `${hour}:00Z`, name, count: 1 });
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * this.#bytes.length + bytes);
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
