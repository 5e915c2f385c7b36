/** A server's answer, whole. */
export interface HttpReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const MAX_REPLY_BYTES = 64 * 1024 * 1024;

/** @throws {RangeError} when the answer is larger than 64 MiB */
export async function readReply(response: Response): Promise<HttpReply> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_REPLY_BYTES) throw new RangeError("the answer is larger than 64 MiB");
    text += decoder.decode(chunk, { stream: true });
  }
  return { status: response.status, headers: response.headers, text: text + decoder.decode() };
}

/** The parsed body; undefined when it is not JSON. */
export function jsonOf({ text }: Pick<HttpReply, "text">): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
