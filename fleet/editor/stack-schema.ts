import { stackConfig } from "../../infra/stack/config/stack.ts";
import { type JsonSchema, jsonSchemaOf, mapSchema, withExamples } from "./json-schema.ts";

/** The project of Pulumi.yaml: the namespace of its settings. */
const PROJECT = "entra-scim";

const encrypted: JsonSchema = {
  type: "object",
  properties: { secure: { type: "string", description: "Written by `pulumi config set --secret`." } },
  required: ["secure"],
  additionalProperties: false,
};

/** JSON Schema of `Pulumi.<stack>.yaml`, for editors. */
export function stackSchema(): JsonSchema {
  const config = mapSchema(jsonSchemaOf(stackConfig), (schema) =>
    withExamples(schema.secret === true ? { ...encrypted, description: schema.description ?? "" } : schema),
  );
  const settings = Object.entries(config.properties ?? {}).map(
    ([key, schema]) => [`${PROJECT}:${key}`, schema] as const,
  );
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Pulumi.<stack>.yaml",
    type: "object",
    properties: {
      secretsprovider: { type: "string", description: "What encrypts the stack's secrets." },
      encryptionsalt: { type: "string", description: "Written by Pulumi." },
      encryptedkey: { type: "string", description: "Written by Pulumi." },
      environment: { description: "Pulumi ESC environments that are imported." },
      config: {
        type: "object",
        properties: Object.fromEntries(settings),
        // Settings of other packages, such as azuread:tenantId, are not described here.
        propertyNames: {
          anyOf: [{ enum: settings.map(([key]) => key) }, { not: { pattern: `^${PROJECT}:` } }],
        },
      },
    },
    additionalProperties: false,
  };
}
