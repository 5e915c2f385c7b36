import type { z } from "zod";
import type { BoundFunction, BoundResource } from "../binding/bind.ts";
import type { Call } from "../plugin.ts";
import { functionProgram, resourceProgram, withExample } from "./example-usage.ts";
import { type NamedType, type ObjectType, type Property, SchemaTypes } from "./schema-types.ts";

/** What a Pulumi package is and offers. */
export interface PackageDescription<Context extends Call> {
  readonly name: string;
  readonly version: string;
  readonly displayName: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly homepage: string;
  /** SPDX identifier. */
  readonly license: string;
  readonly repository: string;
  readonly publisher: string;
  /** How the SDK of each language is called; by language, in Pulumi's words. */
  readonly language: Readonly<Record<string, object>>;
  /** What the provider's own settings are for. */
  readonly configurationDescription: string;
  readonly configuration: z.ZodObject;
  /** Of the configuration, the properties that hold a secret. */
  readonly configurationSecrets: ReadonlySet<string>;
  readonly resources: readonly BoundResource<Context>[];
  readonly functions: readonly BoundFunction<Context>[];
}

/** A resource of a package schema. */
export interface ResourceSchema {
  readonly description: string;
  readonly inputProperties: Readonly<Record<string, Property>>;
  readonly requiredInputs: readonly string[];
  readonly properties: Readonly<Record<string, Property>>;
  readonly required: readonly string[];
}

/** A function of a package schema. */
export interface FunctionSchema {
  readonly description: string;
  readonly inputs: ObjectType & { readonly type: "object" };
  readonly outputs: ObjectType & { readonly type: "object" };
}

/** Pulumi's package schema, as far as it is written here. */
export interface PackageSchema {
  readonly name: string;
  readonly description: string;
  readonly config: { readonly variables: Readonly<Record<string, Property>> };
  readonly provider: {
    readonly description: string;
    readonly inputProperties: Readonly<Record<string, Property>>;
  };
  readonly resources: Readonly<Record<string, ResourceSchema>>;
  readonly functions: Readonly<Record<string, FunctionSchema>>;
  readonly types: Readonly<Record<string, NamedType>>;
}

/** The token of a resource, function or type. */
export function tokenOf(packageName: string, name: string): string {
  return `${packageName}:index:${name}`;
}

/** The last part of a token, or of a reference such as `#/types/<package>:index:<name>`. */
export function nameOf(token: string): string {
  return token.slice(token.lastIndexOf(":") + 1);
}

/** The package schema, made from the definitions, for `pulumi package get-schema` and SDKs of every language. */
export function packageSchema<Context extends Call>(described: PackageDescription<Context>): PackageSchema {
  const { configuration, configurationSecrets, configurationDescription, resources, functions, ...about } =
    described;
  const types = new SchemaTypes((name) => tokenOf(about.name, name));
  const settings = markSecret(types.object(configuration, "Config"), configurationSecrets).properties;
  const resourceEntries = resources.map(({ definition }) => {
    return [tokenOf(about.name, definition.type), resourceSchema(about.name, definition, types)] as const;
  });
  const functionEntries = functions.map(({ definition }) => {
    return [tokenOf(about.name, definition.name), functionSchema(about.name, definition, types)] as const;
  });
  return {
    ...about,
    config: { variables: settings },
    provider: { description: configurationDescription, inputProperties: settings },
    resources: Object.fromEntries(resourceEntries),
    functions: Object.fromEntries(functionEntries),
    types: types.named(),
  };
}

function resourceSchema<Context extends Call>(
  packageName: string,
  { type, description, example, inputs, state, secrets, replaceOn }: BoundResource<Context>["definition"],
  types: SchemaTypes,
): ResourceSchema {
  const isSecret = new Set(secrets);
  const given = markSecret(types.object(inputs, type), isSecret);
  const kept = markSecret(types.object(state, type), isSecret);
  return {
    description: withExample(description, example && resourceProgram(packageName, type, example)),
    inputProperties: replaceOnChanges(given.properties, replaceOn),
    requiredInputs: given.required,
    properties: { ...given.properties, ...kept.properties },
    required: [...given.required, ...kept.required],
  };
}

function functionSchema<Context extends Call>(
  packageName: string,
  { name, description, example, args, result }: BoundFunction<Context>["definition"],
  types: SchemaTypes,
): FunctionSchema {
  const typeName = name.charAt(0).toUpperCase() + name.slice(1);
  return {
    description: withExample(description, example && functionProgram(packageName, name, example)),
    inputs: { type: "object", ...types.object(args, typeName) },
    outputs: { type: "object", ...types.object(result, typeName) },
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
