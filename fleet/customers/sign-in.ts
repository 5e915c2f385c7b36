import { z } from "zod";
import { type SecretReference, secretReference } from "./secret-reference.ts";

/** Where a customer's settings may have the secrets that the fleet itself signs in with. */
export const SIGN_IN_SECRETS = {
  clientSecret: ["signIn", "clientSecret"],
  certificatePassword: ["signIn", "certificate", "password"],
} as const;

const METHODS = ["workloadIdentity", "oidc", "certificate", "clientSecret"] as const;

/** How the fleet signs in to a customer's tenant: what `@pulumi/azuread` reads from `ARM_*` variables. */
export const signIn = z
  .strictObject({
    clientId: z.guid({ error: "must be a client id (a GUID)" }).exactOptional().meta({
      description: "Client id of the application that deploys into this tenant.",
      example: "6e0f1a52-8f5c-4a1b-9d5e-0c2b8e4f7a10",
    }),
    workloadIdentity: z.literal(true).exactOptional().meta({
      description: "Azure workload identity of the pod on Kubernetes, federated with the application.",
    }),
    oidc: z
      .strictObject({
        tokenFile: z.string().min(1).exactOptional().meta({
          description: "File with the token. Left out, the CI system is asked for one.",
          example: "/var/run/secrets/tokens/entra",
        }),
      })
      .exactOptional()
      .meta({
        description: "A token of the CI system or of a file, federated with the application. `{}` in CI.",
      }),
    certificate: z
      .strictObject({
        path: z.string().min(1).meta({
          description: "Certificate with its private key, PEM or PKCS#12.",
          example: "/etc/fleet/contoso.pfx",
        }),
        password: secretReference.exactOptional(),
      })
      .exactOptional()
      .meta({ description: "A certificate of the application." }),
    clientSecret: secretReference.exactOptional(),
    environment: z.enum(["public", "usgovernment", "dod", "china"]).exactOptional().meta({
      description: "Microsoft cloud. Left out, public.",
      example: "usgovernment",
    }),
    metadataHost: z
      .string()
      .regex(/^[^/\s]+$/, { error: "must be a host with an optional port, without https:// and path" })
      .exactOptional()
      .meta({ description: "A host whose `/metadata/endpoints` names login and Graph instead of a cloud." }),
  })
  .superRefine((value, context) => {
    const given = METHODS.filter((method) => value[method] !== undefined);
    const secrets: readonly (readonly [readonly string[], SecretReference | undefined])[] = [
      [SIGN_IN_SECRETS.clientSecret, value.clientSecret],
      [SIGN_IN_SECRETS.certificatePassword, value.certificate?.password],
    ];
    for (const [[, ...path], reference] of secrets) {
      if (reference === undefined || !("fromEsc" in reference)) continue;
      const message =
        "must not be fromEsc: only the engine opens an ESC environment, and the fleet itself signs in, too";
      context.addIssue({ code: "custom", path, message });
    }
    if (given.length > 1) {
      const message = `takes one way to sign in; ${given.join(" and ")} are given`;
      context.addIssue({ code: "custom", message });
    }
    if (given.length === 1 && given[0] !== "workloadIdentity" && value.clientId === undefined) {
      context.addIssue({ code: "custom", path: ["clientId"], message: `is required with ${given[0]}` });
    }
  })
  .meta({
    description:
      "How to sign in to the tenant. Left out, by what the environment of the process has, such as `ARM_*` variables or `az login`.",
  });

export type SignIn = z.output<typeof signIn>;
