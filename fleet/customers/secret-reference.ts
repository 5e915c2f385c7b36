import { z } from "zod";

const KEY_VAULT_SECRET =
  /^https:\/\/[a-z0-9-]+\.vault\.(azure\.net|azure\.cn|usgovcloudapi\.net)\/secrets\/[0-9A-Za-z-]+(\/[0-9a-f]{32})?$/;

/** For messages. */
export const REFERENCE_FORMS =
  "{ fromEnvironment: NAME }, { fromFile: PATH }, { fromKeyVault: https://VAULT.vault.azure.net/secrets/NAME } and { fromEsc: PROJECT/NAME }";

/** Where a secret is. The file of customers never holds one. */
export const secretReference = z
  .union(
    [
      z.strictObject({
        fromEnvironment: z
          .string()
          .regex(/^[A-Za-z_]\w*$/, { error: "must be the name of a variable" })
          .meta({
            description: "Environment variable of the process that deploys.",
            example: "CONTOSO_SCIM_TOKEN",
          }),
      }),
      z.strictObject({
        fromFile: z.string().min(1).meta({
          description: "File with the secret; a relative path starts at the file of customers.",
          example: "secrets/contoso-token",
        }),
      }),
      z.strictObject({
        fromKeyVault: z
          .string()
          .regex(KEY_VAULT_SECRET, {
            error: "must be https://VAULT.vault.azure.net/secrets/NAME, with or without a version",
          })
          .meta({
            description: "Identifier of a secret in Azure Key Vault. Without a version, the newest.",
            example: "https://fleet.vault.azure.net/secrets/contoso-token",
          }),
      }),
      z.strictObject({
        fromEsc: z
          .string()
          .regex(/^[\w.-]+(\/[\w.-]+)?$/, { error: "must be the name of an environment: PROJECT/NAME" })
          .meta({
            description: "Pulumi ESC environment whose `pulumiConfig` has this setting.",
            example: "scim/contoso",
          }),
      }),
    ],
    { error: `must be one of ${REFERENCE_FORMS}` },
  )
  .meta({ description: "Where the secret is: exactly one of these." });

export type SecretReference = z.output<typeof secretReference>;

const FORMS = ["fromEnvironment", "fromFile", "fromKeyVault", "fromEsc"];

/** Whether a value of the file means a reference, right or wrong. */
export function isSecretReference(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && FORMS.some((form) => form in value);
}
