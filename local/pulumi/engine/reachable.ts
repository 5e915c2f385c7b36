/** A machine that reaches the place answers in well under a second. */
const TIMEOUT_MS = 4_000;

/** Why an https origin cannot be reached from here, such as `ENOTFOUND`; undefined when it can. */
export async function whyUnreachable(origin: string): Promise<string | undefined> {
  try {
    await fetch(origin, { method: "HEAD", signal: AbortSignal.timeout(TIMEOUT_MS) });
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) return String(error);
    const cause = error.cause;
    return cause instanceof Error && "code" in cause ? String(cause.code) : error.message;
  }
}
