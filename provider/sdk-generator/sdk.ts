import { withoutExample } from "../runtime/schema/example-usage.ts";
import {
  type FunctionSchema,
  nameOf,
  type PackageSchema,
  type ResourceSchema,
} from "../runtime/schema/package-schema.ts";
import type { ObjectType } from "../runtime/schema/schema-types.ts";
import { docComment, INPUT, OUTPUT, type Rendering, TypeScript } from "./render.ts";

const HEADER =
  "// Generated from the provider's package schema by `npm run sdk -w @entra-scim-kit/provider`. Do not edit.\n\n";
const PULUMI = 'import * as pulumi from "@pulumi/pulumi";\n';

/** The files of the TypeScript SDK of a provider, by name, not formatted yet. */
export function sdkFiles(schema: PackageSchema): Map<string, string> {
  const sdk = new Sdk(schema);
  const bodies = new Map<string, string>([
    ["provider", sdk.provider()],
    ...Object.entries(schema.resources).map(
      ([token, resource]) => [fileName(nameOf(token)), sdk.resource(token, resource)] as const,
    ),
    ...Object.entries(schema.functions).map(
      ([token, called]) => [fileName(nameOf(token)), sdk.function(token, called)] as const,
    ),
  ]);
  const index = [...bodies.keys(), "types"].map((name) => `export * from "./${name}.ts";\n`).join("");
  // The types come last: which of them are needed in which form shows in the other files.
  return new Map(
    [...bodies, ["types", sdk.types()] as const, ["index", index] as const].map(([name, body]) => [
      `${name}.ts`,
      HEADER + body,
    ]),
  );
}

class Sdk {
  readonly #schema: PackageSchema;
  readonly #typescript: TypeScript;

  constructor(schema: PackageSchema) {
    this.#schema = schema;
    this.#typescript = new TypeScript(schema.types);
  }

  provider(): string {
    const { name, description, provider } = this.#schema;
    const settings = Object.entries(provider.inputProperties);
    const object = { properties: provider.inputProperties, required: [] };
    const conversions = settings.flatMap(([setting, property]) => {
      if (property.secret === true) return [`${setting}: secret(args.${setting}),\n`];
      return property.type === "boolean" ? [`${setting}: text(args.${setting}),\n`] : [];
    });
    const list = settings.map(([setting, { type, secret }]) =>
      JSON.stringify({ name: setting, type, secret: secret === true }),
    );
    return (
      `${PULUMI}\n${docComment(provider.description)}` +
      `export interface ProviderArgs {\n${this.#typescript.members(object, INPUT)}}\n\n` +
      docComment("Every setting of the provider, for programs that take them from their own configuration.") +
      `export const PROVIDER_SETTINGS = [${list.join(",\n")}] as const;\n\n` +
      docComment("The engine hands a provider's configuration over as text.") +
      "function text(flag: pulumi.Input<boolean | undefined>): pulumi.Output<string> | undefined {\n" +
      "return flag === undefined ? undefined : pulumi.output(flag).apply(String);\n}\n\n" +
      "function secret(value: pulumi.Input<string | undefined>): pulumi.Output<string | undefined> | undefined {\n" +
      "return value === undefined ? undefined : pulumi.secret(value);\n}\n\n" +
      docComment(description) +
      "export class Provider extends pulumi.ProviderResource {\n" +
      "constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {\n" +
      `super(${JSON.stringify(name)}, name, { ...args, ${conversions.join("")} }, opts);\n}\n}\n`
    );
  }

  resource(token: string, resource: ResourceSchema): string {
    const name = nameOf(token);
    const given: ObjectType = { properties: resource.inputProperties, required: resource.requiredInputs };
    const kept: ObjectType = { properties: resource.properties, required: resource.required };
    const outputs = Object.keys(kept.properties).filter((property) => !(property in given.properties));
    const secretInputs = Object.entries(given.properties).filter(([, { secret }]) => secret === true);
    const secrets = Object.entries(kept.properties).filter(([, { secret }]) => secret === true);
    const props = [
      "...args",
      ...secretInputs.map(([property]) => `${property}: pulumi.secret(args.${property})`),
      ...outputs.map((property) => `${property}: undefined`),
    ];
    const options =
      secrets.length === 0
        ? "opts"
        : `pulumi.mergeOptions({ additionalSecretOutputs: ${JSON.stringify(secrets.map(([property]) => property))} }, opts)`;
    return (
      `${PULUMI}${this.#imports([given, INPUT], [kept, OUTPUT])}\n` +
      `export interface ${name}Args {\n${this.#typescript.members(given, INPUT)}}\n\n` +
      docComment(withoutExample(resource.description).text) +
      `export class ${name} extends pulumi.CustomResource {\n${this.#fields(kept)}\n` +
      `constructor(name: string, args: ${name}Args, opts?: pulumi.CustomResourceOptions) {\n` +
      `super(${JSON.stringify(token)}, name, { ${props.join(", ")} }, ${options});\n}\n}\n`
    );
  }

  function(token: string, called: FunctionSchema): string {
    const name = nameOf(token);
    const typeName = name.charAt(0).toUpperCase() + name.slice(1);
    const comment = docComment(withoutExample(called.description).text);
    const imports = this.#imports([called.inputs, INPUT], [called.inputs, OUTPUT], [called.outputs, OUTPUT]);
    return (
      `${PULUMI}${imports}\n` +
      `export interface ${typeName}Args {\n${this.#typescript.members(called.inputs, OUTPUT)}}\n\n` +
      `export interface ${typeName}OutputArgs {\n${this.#typescript.members(called.inputs, INPUT)}}\n\n` +
      `export interface ${typeName}Result {\n${this.#typescript.members(called.outputs, OUTPUT)}}\n\n` +
      `${comment}export function ${name}(args: ${typeName}Args, opts?: pulumi.InvokeOptions): Promise<${typeName}Result> {\n` +
      `return pulumi.runtime.invoke(${JSON.stringify(token)}, { ...args }, opts);\n}\n\n` +
      docComment(`As {@link ${name}}, for arguments that are outputs of resources.`) +
      `export function ${name}Output(args: ${typeName}OutputArgs, opts?: pulumi.InvokeOutputOptions): pulumi.Output<${typeName}Result> {\n` +
      `return pulumi.runtime.invokeOutput(${JSON.stringify(token)}, { ...args }, opts);\n}\n`
    );
  }

  types(): string {
    const body = this.#typescript.declarations();
    return `${body.includes("pulumi.") ? 'import type * as pulumi from "@pulumi/pulumi";\n\n' : ""}${body}\n`;
  }

  #fields({ properties, required }: ObjectType): string {
    return Object.entries(properties)
      .map(([name, property]) => {
        const type = this.#typescript.type(property, OUTPUT);
        const value = required.includes(name) ? type : `${type} | undefined`;
        return `${docComment(property.description)}declare readonly ${name}: pulumi.Output<${value}>;\n`;
      })
      .join("");
  }

  #imports(...used: readonly (readonly [ObjectType, Rendering])[]): string {
    const names = used.flatMap(([object, rendering]) => this.#typescript.importsOf(object, rendering));
    if (names.length === 0) return "";
    return `import type { ${[...new Set(names)].toSorted().join(", ")} } from "./types.ts";\n`;
  }
}

/** `getJobHealth` as `get-job-health`. */
function fileName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/^-/, "");
}
