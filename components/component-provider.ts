import { ComponentProvider } from "@pulumi/pulumi/provider/experimental/provider.js";
import { z } from "zod";
import { languages, publication } from "../provider/publication.ts";
import { resourceProgram, withExample } from "../provider/runtime/schema/example-usage.ts";
import { nameOf } from "../provider/runtime/schema/package-schema.ts";
import { EXAMPLES } from "./examples.ts";
import { EnterpriseApp, ProvisioningJob, ScimService } from "./index.ts";

/** Name of the components as a Pulumi package. */
export const NAME = "entra-scim-kit";

/** Properties that hold a secret, by resource or type: Pulumi's analyser has no word for that. */
const SECRETS: Readonly<Record<string, readonly string[]>> = {
  ProvisioningJob: ["secretToken"],
  OAuthClient: ["clientSecret"],
  ScimService: ["databaseUrl", "token"],
};

const properties = z.record(z.string(), z.looseObject({}));
const inferred = z.looseObject({
  resources: z.record(
    z.string(),
    z.looseObject({ description: z.string(), inputProperties: properties, properties }),
  ),
  types: z.record(z.string(), z.looseObject({ properties: properties.optional() })),
  language: z.record(z.string(), z.looseObject({})),
});

/** The components as a plug-in: the schema is what Pulumi infers, and what it cannot infer added. */
export class Components extends ComponentProvider {
  constructor() {
    super({
      name: NAME,
      dirname: import.meta.dirname,
      components: [EnterpriseApp, ProvisioningJob, ScimService],
    });
  }

  override async getSchema(): Promise<string> {
    const schema = inferred.parse(JSON.parse(await super.getSchema()));
    for (const [token, resource] of Object.entries(schema.resources)) {
      const name = nameOf(token);
      const example = EXAMPLES[name];
      resource.description = withExample(
        resource.description,
        example && resourceProgram(NAME, name, example),
      );
      markSecrets(token, resource.inputProperties);
      markSecrets(token, resource.properties);
    }
    for (const [token, type] of Object.entries(schema.types)) markSecrets(token, type.properties ?? {});
    return JSON.stringify({
      ...schema,
      ...publication,
      displayName: "Entra SCIM kit",
      keywords: ["pulumi", "category/identity", "kind/component", "entra", "scim", "provisioning"],
      language: { ...schema.language, ...languages({ name: NAME, sdk: "components" }) },
    });
  }
}

function markSecrets(token: string, all: Record<string, Record<string, unknown>>): void {
  for (const name of SECRETS[nameOf(token)] ?? []) {
    if (all[name] !== undefined) all[name]["secret"] = true;
  }
}
