import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseFleet } from "../customers/read.ts";
import { editorSchemas } from "./schemas.ts";

it.each(Object.entries(editorSchemas()))(
  "%s is what the zod schemas say (npm run schemas -w fleet writes it)",
  (name, text) => {
    const published: unknown = JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
    expect(published).toEqual(JSON.parse(text));
  },
);

it("the example is right, and names the schema for editors", () => {
  const file = new URL("../../examples/fleet/customers.yaml", import.meta.url);
  const text = readFileSync(file, "utf8");
  expect(parseFleet(text, "customers.yaml").customers.map(({ name, ring }) => `${name} ${ring}`)).toEqual([
    "contoso canary",
    "fabrikam early",
    "woodgrove everyone",
  ]);
  const schema = /^# yaml-language-server: \$schema=(\S+)$/m.exec(text)?.[1] ?? "";
  expect(() => readFileSync(new URL(schema, file))).not.toThrow();
});
