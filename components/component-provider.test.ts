import { expect, it } from "vitest";
import { PACKAGE } from "../provider/package.ts";
import { Components } from "./component-provider.ts";

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
