/** No Pulumi engine can be had on this machine; the message names what was tried and the ways out. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}
