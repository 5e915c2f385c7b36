import { z } from "zod";

/** What `PUT /emulator/faults` takes. */
export const faultList = z
  .array(
    z
      .strictObject({
        /** Default: any. */
        method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).optional(),
        /** Path with version and without query; `*` stands for any text within a segment, `**` for any text. */
        path: z.string().min(1).max(1000),
        /** Answered instead of the real status. Exactly one of this and `hold` is there. */
        status: z.number().int().min(200).max(599).optional(),
        /** The request is done, but its answer is held back until the faults are replaced. */
        hold: z.literal(true).optional(),
        code: z.string().max(200).optional(),
        message: z.string().max(2000).optional(),
        /** Seconds, sent as `Retry-After`. */
        retryAfter: z.number().min(0).max(3600).optional(),
        /** How often; default: until cleared. */
        times: z.number().int().positive().optional(),
        /** For how long, from the first request that it meets; default: until cleared. */
        seconds: z.number().positive().max(3600).optional(),
        delayMs: z.number().int().min(0).max(60_000).optional(),
      })
      .refine(
        ({ status, hold }) => (status === undefined) !== (hold === undefined),
        "exactly one of status and hold is expected",
      ),
  )
  .max(100);

export type Fault = z.infer<typeof faultList>[number];

/** Answers that are given instead of the real ones. */
export class Faults {
  #faults: { readonly fault: Fault; readonly pattern: RegExp; left: number; ends: number | undefined }[] = [];

  #held: string[] = [];
  #replaced = Promise.withResolvers<void>();

  replace(faults: readonly Fault[]): void {
    this.#replaced.resolve();
    this.#replaced = Promise.withResolvers<void>();
    this.#held = [];
    this.#faults = faults.map((fault) => ({
      fault,
      pattern: pathPattern(fault.path),
      left: fault.times ?? Number.POSITIVE_INFINITY,
      ends: undefined,
    }));
  }

  /** Requests that are done and whose answers are held back, such as `POST /v1.0/groups`. */
  get held(): readonly string[] {
    return this.#held;
  }

  /** Holds the answer of a request back until the faults are replaced. */
  async hold(request: string): Promise<void> {
    this.#held.push(request);
    await this.#replaced.promise;
  }

  /** The first fault for the request, which counts as used; `undefined` when the request shall be answered. */
  take(method: string, path: string): Fault | undefined {
    const now = performance.now();
    const found = this.#faults.find(
      ({ fault, left, ends = now, pattern }) =>
        left > 0 &&
        now <= ends &&
        (fault.method === undefined || fault.method === method) &&
        pattern.test(path),
    );
    if (found === undefined) return undefined;
    found.left -= 1;
    if (found.fault.seconds !== undefined) found.ends ??= now + found.fault.seconds * 1000;
    return found.fault;
  }
}

function pathPattern(path: string): RegExp {
  const parts = path.split(/(\*\*?)/).map((part) => {
    if (part === "**") return ".*";
    return part === "*" ? "[^/]*" : part.replaceAll(/[\\^$.|?+()[\]{}]/g, String.raw`\$&`);
  });
  return new RegExp(`^${parts.join("")}$`);
}
