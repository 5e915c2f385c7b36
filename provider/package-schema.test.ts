import { describe, expect, test } from "vitest";
import { z } from "zod";
import manifest from "../package.json" with { type: "json" };
import { parse } from "yaml";
import { PACKAGE } from "./package.ts";
import { FUNCTIONS, RESOURCES } from "./registry.ts";
import { problemsOf } from "./runtime/binding/problems.ts";
import { type PropertyValue, UNKNOWN } from "./runtime/property-map/property-map.ts";
import { withoutExample } from "./runtime/schema/example-usage.ts";
import { packageSchema } from "./runtime/schema/package-schema.ts";

const { license, repository } = manifest;
const schema = packageSchema(PACKAGE);

describe("the package schema", () => {
  test("secrets are marked as secret, and what makes a resource anew as such", () => {
    expect(schema.resources["entra-provisioning:index:ScimToken"]).toMatchObject({
      requiredInputs: ["adminUrl", "adminKey", "tenant", "label"],
      inputProperties: { adminKey: { type: "string", secret: true }, rotation: { replaceOnChanges: true } },
      properties: { token: { secret: true } },
    });
    expect(schema.provider).toMatchObject({
      inputProperties: { clientSecret: { secret: true }, useOidc: { type: "boolean" } },
    });
  });

  test("objects in lists have names and documentation", () => {
    const resource = schema.resources["entra-provisioning:index:SynchronizationSchema"];
    const type = "entra-provisioning:index:Mapping";
    expect(resource?.inputProperties).toMatchObject({
      mappings: { type: "array", items: { $ref: `#/types/${type}` } },
    });
    expect(schema.types[type]).toMatchObject({
      description: expect.stringMatching(/attributeMapping/),
      properties: {
        constant: { type: "string", description: "The same value for everyone." },
        flowType: { $ref: "#/types/entra-provisioning:index:MappingFlowType" },
      },
    });
    expect(schema.types["entra-provisioning:index:MappingFlowType"]).toMatchObject({
      type: "string",
      enum: expect.arrayContaining([{ value: "Always" }, { value: "ObjectAddOnly" }]),
    });
  });

  test("everything says what it is", () => {
    expect(undescribed(schema)).toEqual([]);
  });

  test("it says what registries and generators of SDKs ask for", () => {
    expect(schema).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      license,
      repository,
      publisher: expect.any(String),
      language: {
        nodejs: { respectSchemaVersion: true },
        python: { respectSchemaVersion: true },
        go: {
          importBasePath: `${repository.replace("https://", "")}/sdk/go/entraprovisioning`,
          respectSchemaVersion: true,
        },
        csharp: { respectSchemaVersion: true },
      },
    });
  });

  test.each(RESOURCES.map((resource) => [resource.definition.type, resource] as const))(
    "the example of %s is one that it takes",
    (type, resource) => {
      const token = `entra-provisioning:index:${type}`;
      const program = exampleOf(schema.resources[token]?.description);
      const [example] = Object.values(z.object({ resources: programs }).parse(program).resources);
      expect(example?.type).toBe(`entra-provisioning:${type}`);
      expect(Object.keys(schema.resources[token]?.inputProperties ?? {})).toEqual(
        expect.arrayContaining(Object.keys(example?.properties ?? {})),
      );
      expect(resource.check(example?.properties ?? {}).problems).toEqual([]);
    },
  );

  test.each(FUNCTIONS.map(({ definition }) => [definition.name, definition] as const))(
    "the example of %s is one that it takes",
    (name, { args }) => {
      const token = `entra-provisioning:index:${name}`;
      const { found } = z
        .object({ variables: calls })
        .parse(exampleOf(schema.functions[token]?.description)).variables;
      const call = found["fn::invoke"];
      expect(call.function).toBe(`entra-provisioning:${name}`);
      expect(Object.keys(args.shape)).toEqual(expect.arrayContaining(Object.keys(call.arguments)));
      expect(problemsOf(args, call.arguments)).toEqual([]);
    },
  );

  test("every reference leads to a type", () => {
    const references = [...JSON.stringify(schema).matchAll(/"#\/types\/([^"]+)"/g)].map(
      ([, name = ""]) => name,
    );
    expect(references.length).toBeGreaterThan(10);
    expect(references.filter((name) => !(name in schema.types))).toEqual([]);
  });
});

const propertyMap = z.record(z.string(), z.custom<PropertyValue>());
const programs = z.record(z.string(), z.object({ type: z.string(), properties: propertyMap }));
const calls = z.object({
  found: z.object({ "fn::invoke": z.object({ function: z.string(), arguments: propertyMap }) }),
});

/** The program in YAML of a description's example; what it takes from elsewhere is unknown. */
function exampleOf(description = ""): unknown {
  return parse(withoutExample(description).program ?? "", (_, value: unknown) =>
    typeof value === "string" && value.startsWith("${") ? UNKNOWN : value,
  );
}

/** Places of resources, functions, types and properties that have no description. */
function undescribed(value: unknown, place = ""): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const at = `${place}/${key}`;
    const isSilent =
      /(^\/resources|^\/functions|^\/types)\/[^/]+$|\/(inputP|outputP|p)roperties\/[^/]+$/.test(at) &&
      !("description" in Object(member));
    return (isSilent ? [at] : []).concat(undescribed(member, at));
  });
}
