import { expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { PACKAGE } from "../provider/package.ts";
import { withoutExample } from "../provider/runtime/schema/example-usage.ts";
import { Components, NAME } from "./component-provider.ts";

const schema: unknown = JSON.parse(await new Components().getSchema());

it("says where it is from as the provider's schema does", () => {
  const { homepage, license, repository, publisher } = PACKAGE;
  expect(schema).toMatchObject({ homepage, license, repository, publisher });
  expect(schema).toMatchObject({
    language: {
      nodejs: { packageName: "@entra-scim-kit/components", respectSchemaVersion: true },
      python: { packageName: "entra_scim_kit_components", respectSchemaVersion: true },
      go: { importBasePath: `${repository.replace("https://", "")}/sdk/go/entrascimkit` },
      csharp: { rootNamespace: "EntraScimKit" },
      java: { respectSchemaVersion: true },
    },
  });
});

it("marks as secret what is described as one, and nothing else", () => {
  const described = propertiesOf(schema).filter(([, { description }]) =>
    /\bsecret\./i.test(description ?? ""),
  );
  const marked = propertiesOf(schema).filter(([, { secret }]) => secret === true);
  expect(marked.map(([name]) => name)).toEqual(["secretToken", "databaseUrl", "token", "clientSecret"]);
  expect(marked).toEqual(described);
});

it("has an example of every component, with inputs that it has and those that it needs", () => {
  const resources = Object.entries(described.parse(schema).resources);
  expect(resources.length).toBe(3);
  for (const [token, { description, inputProperties, requiredInputs }] of resources) {
    const [example] = Object.values(
      program.parse(parse(withoutExample(description).program ?? "")).resources,
    );
    expect(example?.type).toBe(token.replace(`${NAME}:index:`, `${NAME}:`));
    const given = Object.keys(example?.properties ?? {});
    expect(Object.keys(inputProperties)).toEqual(expect.arrayContaining(given));
    expect(given).toEqual(expect.arrayContaining(requiredInputs));
  }
});

const anything = z.record(z.string(), z.unknown());
const described = z.object({
  resources: z.record(
    z.string(),
    z.object({
      description: z.string(),
      inputProperties: anything,
      requiredInputs: z.array(z.string()).default([]),
    }),
  ),
});
const program = z.object({
  resources: z.record(z.string(), z.object({ type: z.string(), properties: anything })),
});

interface Property {
  readonly description?: string;
  readonly secret?: boolean;
}

/** Every property of a resource or type, in the order of the schema. */
function propertiesOf(value: unknown): [string, Property][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    /^(inputP|p)roperties$/.test(key)
      ? Object.entries(member as Record<string, Property>)
      : propertiesOf(member),
  );
}
