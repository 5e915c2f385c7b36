import { stackConfig } from "../../infra/stack/config/stack.ts";
import { customersFile } from "../customers/schema.ts";
import { secretReference } from "../customers/secret-reference.ts";
import { signIn } from "../customers/sign-in.ts";
import { type JsonSchema, jsonSchemaOf, mapSchema, withExamples } from "./json-schema.ts";

/** JSON Schema of `customers.yaml`, for editors. */
export function customersSchema(): JsonSchema {
  const reference = jsonSchemaOf(secretReference);
  const settings = {
    config: partial(
      mapSchema(jsonSchemaOf(stackConfig), (schema) =>
        schema.secret === true ? { ...reference, description: schema.description ?? "" } : schema,
      ),
    ),
    signIn: partial(jsonSchemaOf(signIn)),
  };
  const file = jsonSchemaOf(customersFile);
  const { defaults, customers } = file.properties ?? {};
  for (const each of [defaults, customers?.additionalProperties]) {
    if (typeof each === "object" && each.properties) Object.assign(each.properties, settings);
  }
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "customers.yaml",
    ...mapSchema(file, withExamples),
  };
}

/** Defaults and overrides say a part each, and null takes something away. */
function partial(schema: JsonSchema): JsonSchema {
  return mapSchema(schema, ({ required, ...rest }) => {
    // A secret reference is exactly one of its forms, wherever it stands.
    const reference = required?.some((key) => key.startsWith("from")) === true;
    const { type } = rest;
    return {
      ...rest,
      ...(reference ? { required } : {}),
      ...(typeof type === "string" && !reference ? { type: [type, "null"] } : {}),
      ...(Array.isArray(rest["enum"]) ? { enum: [...(rest["enum"] as unknown[]), null] } : {}),
    };
  });
}
