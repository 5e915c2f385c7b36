/** Something that whoever runs the fleet can put right; the message says what happened and what to do. */
export class FleetError extends Error {
  override readonly name = "FleetError";
}
