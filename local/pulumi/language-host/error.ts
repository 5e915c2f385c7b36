/** The program cannot be run as it stands; the engine prints the message. */
export class LanguageHostError extends Error {
  override readonly name = "LanguageHostError";
}
