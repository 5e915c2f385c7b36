import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { EmulatorError } from "../error.ts";

/**
 * The bytes of a UTF-8 file that a person named.
 *
 * @param what what the file is, for the messages
 * @param limit largest size, in bytes
 * @throws {EmulatorError} when the file is missing, unreadable, too large or not UTF-8
 */
export async function readUtf8(file: string, what: string, limit: number): Promise<Buffer> {
  const bytes = await readBounded(file, what, limit);
  if (isUtf8(bytes)) return bytes;
  throw new EmulatorError(`${file}: ${what} must be UTF-8 text. Save it again with that encoding.`);
}

async function readBounded(file: string, what: string, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of createReadStream(file)) {
      if (!Buffer.isBuffer(chunk)) continue;
      size += chunk.length;
      if (size > limit) throw tooLarge(file, what, limit);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof EmulatorError) throw error;
    throw new EmulatorError(`${file}: ${what} cannot be read: ${reason(error)}.`, { cause: error });
  }
  return Buffer.concat(chunks, size);
}

function tooLarge(file: string, what: string, limit: number): EmulatorError {
  return new EmulatorError(
    `${file}: ${what} is larger than ${limit / 2 ** 20} MiB, which is the most that is read.`,
  );
}

function reason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
      return "there is no such file";
    case "EISDIR":
      return "it is a folder";
    case "EACCES":
      return "permission denied";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
