import { describe, expect, test } from "vitest";
import { PACKAGE } from "./package.ts";
import { packageSchema } from "./runtime/schema/package-schema.ts";

const schema = packageSchema(PACKAGE) as {
  provider: { inputProperties: object };
  resources: Record<string, { inputProperties: object; requiredInputs: string[]; properties: object }>;
  types: Record<string, { properties: object }>;
};

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
    const type = "entra-provisioning:index:SynchronizationSchemaMapping";
    expect(resource?.inputProperties).toMatchObject({
      mappings: { type: "array", items: { $ref: `#/types/${type}` } },
    });
    expect(schema.types[type]?.properties).toMatchObject({
      constant: { type: "string", description: "The same value for everyone." },
      flowType: { description: expect.stringMatching(/One of Always, /) },
    });
  });

  test("every reference leads to a type", () => {
    const references = [...JSON.stringify(schema).matchAll(/"#\/types\/([^"]+)"/g)].map(
      ([, name = ""]) => name,
    );
    expect(references.length).toBeGreaterThan(10);
    expect(references.filter((name) => !(name in schema.types))).toEqual([]);
  });
});
