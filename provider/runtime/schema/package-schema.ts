import { CONFIGURATION_SECRETS, configurationSchema } from "../../configuration/configuration.ts";
import { FUNCTIONS, RESOURCES } from "../../registry.ts";
import { VERSION } from "../../version.ts";
import { type ObjectType, type Property, SchemaTypes } from "./schema-types.ts";

const NAME = "entra-provisioning";
const TOKEN_PREFIX = `${NAME}:index:`;

/** Pulumi's package schema, made from the definitions, for `pulumi package get-schema` and SDKs of other languages. */
export function packageSchema(): object {
  const types = new SchemaTypes(TOKEN_PREFIX);
  const configuration = markSecret(types.object(configurationSchema, "Config"), CONFIGURATION_SECRETS);
  const resources = RESOURCES.map(({ definition }) => {
    const { type, description, inputs, state, secrets } = definition;
    const isSecret = new Set(secrets);
    const given = markSecret(types.object(inputs, type), isSecret);
    const kept = markSecret(types.object(state, type), isSecret);
    const resource = {
      description,
      inputProperties: replaceOnChanges(given.properties, definition.replaceOn),
      requiredInputs: given.required,
      properties: { ...given.properties, ...kept.properties },
      required: [...given.required, ...kept.required],
    };
    return [TOKEN_PREFIX + type, resource] as const;
  });
  const functions = FUNCTIONS.map(({ definition }) => {
    const { name, description, args, result } = definition;
    const typeName = name.charAt(0).toUpperCase() + name.slice(1);
    const inputs = { type: "object", ...types.object(args, typeName) };
    const outputs = { type: "object", ...types.object(result, typeName) };
    return [TOKEN_PREFIX + name, { description, inputs, outputs }] as const;
  });
  return {
    name: NAME,
    version: VERSION,
    displayName: "Entra provisioning",
    description: "What azuread lacks for provisioning out of Microsoft Entra ID over SCIM.",
    config: { variables: configuration.properties },
    provider: { inputProperties: configuration.properties },
    resources: Object.fromEntries(resources),
    functions: Object.fromEntries(functions),
    types: types.named(),
  };
}

function markSecret(object: ObjectType, secrets: ReadonlySet<string>): ObjectType {
  const properties = Object.entries(object.properties).map(([name, property]): [string, Property] => {
    return [name, secrets.has(name) ? { ...property, secret: true } : property];
  });
  return { ...object, properties: Object.fromEntries(properties) };
}

function replaceOnChanges(
  properties: Readonly<Record<string, Property>>,
  replaceOn: readonly string[],
): Record<string, Property> {
  const entries = Object.entries(properties).map(([name, property]): [string, Property] => {
    return [name, replaceOn.includes(name) ? { ...property, replaceOnChanges: true } : property];
  });
  return Object.fromEntries(entries);
}
