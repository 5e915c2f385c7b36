import type { SecretReference } from "./secret-reference.ts";
import type { SignIn } from "./sign-in.ts";

/** One customer: what one stack is made from. Plain JSON, and nothing in it is secret, so that jobs carry it. */
export interface Customer {
  /** Name of the stack. */
  readonly name: string;
  /** Entra tenant id. */
  readonly tenant: string;
  readonly ring: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly signIn: SignIn;
  /** The stack's settings by section, as `Pulumi.<stack>.yaml` has them, without those that are secret. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly secrets: readonly SecretSetting[];
  /** Where each reference to a secret stands, `FILE:LINE:COLUMN`, by its path, such as `config.endpoint.token`. */
  readonly places: Readonly<Record<string, string>>;
}

/** A setting whose value is elsewhere. */
export interface SecretSetting {
  /** Keys of the setting, such as `["endpoint", "token"]`. */
  readonly path: readonly (string | number)[];
  readonly reference: SecretReference;
}
