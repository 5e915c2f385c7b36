/** Why a set-up cannot be adopted, and what to do. Shown without a stack trace. */
export class AdoptError extends Error {
  override readonly name = "AdoptError";
}
