import { readFileSync } from "node:fs";
import { z } from "zod";
import { CONFIGURATION_SECRETS, configurationSchema } from "./configuration/configuration.ts";
import type { Context } from "./context.ts";
import { languages, publication } from "./publication.ts";
import { FUNCTIONS, RESOURCES } from "./registry.ts";
import type { PackageDescription } from "./runtime/schema/package-schema.ts";

export const NAME = "entra-provisioning";

const manifest: unknown = JSON.parse(readFileSync(new URL("./package.json", import.meta.url), "utf8"));

/** The provider as a Pulumi package; its version is that of the workspace it lives in. */
export const PACKAGE: PackageDescription<Context> = {
  name: NAME,
  version: z.object({ version: z.string() }).parse(manifest).version,
  displayName: "Entra provisioning",
  description: "What azuread lacks for provisioning out of Microsoft Entra ID over SCIM.",
  keywords: ["pulumi", "category/identity", "entra", "scim", "provisioning"],
  ...publication,
  language: languages({ name: NAME, sdk: NAME }),
  configurationDescription:
    "Where and as whom Microsoft Graph is called. Names, meaning and environment variables are azuread's, so that one " +
    "login serves both providers. What is left out comes from the stack's configuration " +
    "(`entra-provisioning:tenantId`), then from the environment.",
  configuration: configurationSchema,
  configurationSecrets: CONFIGURATION_SECRETS,
  resources: RESOURCES,
  functions: FUNCTIONS,
};
