import path from "node:path";
import type { Customer } from "../customers/customer.ts";
import type { SecretReference } from "../customers/secret-reference.ts";

/** A secret that a customer's stack needs in the cluster: a key of the Secret `<customer>-secrets`. */
export interface NeededSecret {
  readonly key: string;
  /** Where the file of customers says that it is. */
  readonly origin: string;
}

/** Name of the Secret with what a customer's stack must not have in Git. */
export function secretName({ name }: Pick<Customer, "name">): string {
  return `${name}-secrets`;
}

/**
 * The key of a reference in the customer's Secret: the variable, the file's name, the name in the vault. Undefined for an
 * ESC environment, which the operator opens itself.
 */
export function secretKey(reference: SecretReference): NeededSecret | undefined {
  if ("fromEsc" in reference) return undefined;
  if ("fromEnvironment" in reference) {
    return { key: reference.fromEnvironment, origin: `environment variable ${reference.fromEnvironment}` };
  }
  if ("fromFile" in reference) {
    return { key: path.posix.basename(reference.fromFile), origin: `file ${reference.fromFile}` };
  }
  const name = /\/secrets\/([^/]+)/.exec(reference.fromKeyVault)?.[1] ?? "";
  return { key: name, origin: reference.fromKeyVault };
}

/** Everything that must be in the customer's Secret before its stack can be deployed, by key. */
export function neededSecrets({ secrets, signIn }: Customer): NeededSecret[] {
  const references = [
    ...secrets.map(({ reference }) => reference),
    ...[signIn.clientSecret, signIn.certificate?.password].filter((each) => each !== undefined),
  ];
  const needed = references.map(secretKey).filter((each) => each !== undefined);
  const certificate = signIn.certificate && { key: "certificate", origin: `file ${signIn.certificate.path}` };
  const byKey = new Map([...needed, ...(certificate ? [certificate] : [])].map((each) => [each.key, each]));
  return [...byKey.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
}
