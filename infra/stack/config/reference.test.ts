import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { configurationReference } from "./reference.ts";

it("docs/configuration.md is what the schema says (npm run docs -w @entra-scim-kit/infra writes it)", () => {
  const page = readFileSync(new URL("../../../docs/configuration.md", import.meta.url), "utf8");
  expect(page).toBe(configurationReference());
});

it("every setting has a description", () => {
  const items = configurationReference().match(/^- `.*$/gm) ?? [];
  expect(items.length).toBeGreaterThan(30);
  for (const item of items) expect(item).toMatch(/^- `[\w.[\]]+`: .+\. [A-Z].+\.$/);
});
