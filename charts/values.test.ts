import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { generatedDocuments } from "./generate.ts";
import { readValues, valuesSchema } from "./values.ts";

const CHART = new URL("scim-service/", import.meta.url);

describe("the documents generated from values.yaml", () => {
  it("are up to date (npm run chart)", async () => {
    for (const [file, content] of await generatedDocuments(CHART)) {
      expect(await readFile(new URL(file, CHART), "utf8"), file).toBe(content);
    }
  });
});

describe("readValues", () => {
  it("takes type, description and constraints from the comment above a value", () => {
    const values = readValues(
      "pool:\n  # -- How many.\n  # @minimum 1\n  size: 10\n# -- How loud.\n# @enum a, b\nlevel: a\n",
    );
    expect(values).toEqual([
      { path: "pool.size", description: "How many.", default: 10, schema: { type: "integer", minimum: 1 } },
      { path: "level", description: "How loud.", default: "a", schema: { type: "string", enum: ["a", "b"] } },
    ]);
  });

  it("refuses a value that nobody described", () => {
    expect(() => readValues("pool:\n  size: 10\n")).toThrow("pool.size has no `# --` comment");
  });
});

describe("valuesSchema", () => {
  it("closes every level, so that a misspelt value is refused", () => {
    expect(valuesSchema(readValues("pool:\n  # -- How many.\n  size: 10\n"))).toMatchObject({
      additionalProperties: false,
      properties: { pool: { additionalProperties: false, properties: { size: { type: "integer" } } } },
    });
  });
});
