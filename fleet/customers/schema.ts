import { z } from "zod";
import { signIn } from "./sign-in.ts";

/** A Kubernetes label value, also good as the name of a stack; the operator allows 42 characters. */
const NAME = /^[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?$/;
const LABEL_KEY = /^[a-z0-9A-Z]([\w.-]{0,61}[a-zA-Z0-9])?$/;
const LABEL_VALUE = /^([a-z0-9A-Z]([\w.-]{0,61}[a-zA-Z0-9])?)?$/;
const PERIOD = /^[1-9]\d*(s|m|h)$/;

const name = z.string().regex(NAME, { error: "must be lower-case letters, digits and dashes, 42 at most" });

/** Settings of a customer or of `defaults`: checked as a whole only after both are merged. */
const entry = {
  signIn: z.unknown().optional(),
  ring: z.string().optional().meta({ description: "The ring in which it is deployed.", example: "canary" }),
  labels: z
    .record(
      z.string().regex(LABEL_KEY, { error: "must be a label key: letters, digits, . - _" }),
      z.string().regex(LABEL_VALUE, { error: "must be a label value: letters, digits, . - _" }).nullable(),
    )
    .optional()
    .meta({ description: "For --label, and shown in the report." }),
  config: z.unknown().optional(),
};

export const ring = z.strictObject({
  name: name.meta({ description: "Name of the ring.", example: "canary" }),
  healthyWithin: z
    .string()
    .regex(PERIOD, { error: "must be a number of seconds, minutes or hours, such as 45m" })
    .exactOptional()
    .meta({
      description:
        "The next ring begins when every job of this one has finished a cycle without quarantine, and not at all when that takes longer. Left out, it begins when every stack is deployed.",
      example: "45m",
    }),
});

export type Ring = z.output<typeof ring>;

/** `customers.yaml` before defaults and overrides are merged. */
export const customersFile = z.strictObject({
  name: name.meta({ description: "Name of the fleet.", example: "sightcall" }),
  secretsProvider: z.string().min(1).exactOptional().meta({
    description:
      "What encrypts the secrets of new stacks, as `pulumi stack init --secrets-provider` takes it. Left out, the backend's own or a passphrase.",
    example: "azurekeyvault://fleet.vault.azure.net/keys/pulumi",
  }),
  rings: z
    .array(ring)
    .min(1)
    .default([{ name: "everyone" }])
    .meta({ description: "The order of deployment: a ring begins when the one before it is healthy." }),
  defaults: z.strictObject(entry).default({}).meta({
    description:
      "What customers have in common. A customer's own maps are merged into these deeply, its lists and references to secrets replace them, and null takes something away.",
  }),
  customers: z
    .record(
      name,
      z.strictObject({
        tenant: z.guid({ error: "must be a tenant id (a GUID)" }).meta({
          description: "The customer's Entra tenant.",
          example: "72f988bf-86f1-41af-91ab-2d7cd011db47",
        }),
        ...entry,
      }),
    )
    .meta({ description: "One stack each, by its name." }),
});

/** What defaults and a customer amount to, without `config`, which `infra/stack` checks. */
export const mergedEntry = z.object({
  signIn: signIn.exactOptional(),
  ring: z.string().exactOptional(),
  labels: z.record(z.string(), z.string()).default({}),
});
