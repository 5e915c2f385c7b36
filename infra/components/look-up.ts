import process from "node:process";
import * as pulumi from "@pulumi/pulumi";

/**
 * The answer of a look-up in Entra.
 *
 * @throws {pulumi.RunError} with the provider's own sentence when it fails: what is wrong is in Entra or in the login, and a
 *   stack trace of the program would not help.
 */
export async function lookUp<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw asRunError(error);
  }
}

/** As {@link lookUp}, for a look-up that waits for something. */
export function lookUpOutput<T>(answer: pulumi.Output<T>): pulumi.Output<T> {
  return pulumi.recover(answer, (error: unknown) => {
    throw asRunError(error);
  });
}

/**
 * What the engine's language hosts take for "it went wrong, and the user has been told why" (`cmd/run` of
 * `@pulumi/pulumi`).
 */
const TOLD = 32;

/**
 * Ends the program with a sentence. An error that is thrown while resources wait for its output is told by each of them
 * in words of its own: eight times, with stack traces.
 */
export async function endProgram(sentence: string, resource: pulumi.Resource): Promise<never> {
  await pulumi.log.error(sentence, resource);
  process.exit(TOLD);
}

/** The sentence of a failed look-up, without what Pulumi puts in front of it. */
export function sentenceOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^invocation of \S+ returned an error: /, "");
}

function asRunError(error: unknown): unknown {
  return error instanceof pulumi.RunError ? error : new pulumi.RunError(sentenceOf(error));
}
