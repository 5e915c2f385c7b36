import type { z } from "zod";
import type { BoundFunction, BoundResource } from "../binding/bind.ts";
import type { Call } from "../plugin.ts";
import { type ObjectType, type Property, SchemaTypes } from "./schema-types.ts";

/** What a Pulumi package is and offers. */
export interface PackageDescription<Context extends Call> {
  readonly name: string;
  readonly version: string;
  readonly displayName: string;
  readonly description: string;
  readonly configuration: z.ZodObject;
  /** Of the configuration, the properties that hold a secret. */
  readonly configurationSecrets: ReadonlySet<string>;
  readonly resources: readonly BoundResource<Context>[];
  readonly functions: readonly BoundFunction<Context>[];
}

/** The token of a resource or function. */
export function tokenOf(packageName: string, name: string): string {
  return `${packageName}:index:${name}`;
}

/** Pulumi's package schema, made from the definitions, for `pulumi package get-schema` and SDKs of other languages. */
export function packageSchema<Context extends Call>(described: PackageDescription<Context>): object {
  const types = new SchemaTypes((name) => tokenOf(described.name, name));
  const configuration = markSecret(
    types.object(described.configuration, "Config"),
    described.configurationSecrets,
  );
  const resources = described.resources.map(({ definition }) => {
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
    return [tokenOf(described.name, type), resource] as const;
  });
  const functions = described.functions.map(({ definition }) => {
    const { name, description, args, result } = definition;
    const typeName = name.charAt(0).toUpperCase() + name.slice(1);
    const inputs = { type: "object", ...types.object(args, typeName) };
    const outputs = { type: "object", ...types.object(result, typeName) };
    return [tokenOf(described.name, name), { description, inputs, outputs }] as const;
  });
  return {
    name: described.name,
    version: described.version,
    displayName: described.displayName,
    description: described.description,
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
