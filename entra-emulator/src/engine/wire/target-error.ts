/** The SCIM endpoint did not do what it was asked. `code` is one of the provisioning service's error codes. */
export class TargetError extends Error {
  override readonly name = "TargetError";
  readonly code: string;
  /** Status of the reply; undefined when there was none. */
  readonly status: number | undefined;
  /** Whether it concerns the endpoint as a whole, which ends the cycle and puts the job into quarantine. */
  readonly fatal: boolean;

  constructor(
    code: string,
    message: string,
    about: { status?: number | undefined; fatal?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause: about.cause });
    this.code = code;
    this.status = about.status;
    this.fatal = about.fatal ?? false;
  }
}
