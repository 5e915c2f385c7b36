import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadSchemas, SchemaFileError } from "./load.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "schemas-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const attribute = {
  name: "plan",
  type: "string",
  multiValued: false,
  description: "The plan.",
  required: false,
  canonicalValues: ["free", "paid"],
  default: "free",
  caseExact: true,
  mutability: "readWrite",
  returned: "default",
  uniqueness: "none",
};
const schema = { id: "urn:example:User", name: "Example", description: "", attributes: [attribute] };

const write = (name: string, content: object | string) =>
  writeFile(path.join(folder, name), typeof content === "string" ? content : JSON.stringify(content));

test("the repository's own schemas load", async () => {
  const schemas = await loadSchemas(new URL("../../../../schemas", import.meta.url).pathname);
  expect(schemas.map(({ id }) => id)).toContain("urn:ietf:params:scim:schemas:extension:sightcall:2.0:User");
});

test("every JSON file is read, other files are not", async () => {
  await write("a.json", schema);
  await write("b.json", { ...schema, id: "urn:example:Other" });
  await write("README.md", "# not a schema");
  expect((await loadSchemas(folder)).map(({ id }) => id)).toStrictEqual([
    "urn:example:User",
    "urn:example:Other",
  ]);
});

test.each([
  ["no JSON", "{", /is not JSON/],
  [
    "an attribute that Entra cannot send",
    { ...schema, attributes: [{ ...attribute, multiValued: true }] },
    /attributes\[0\]\.multiValued/,
  ],
  [
    "a default outside the list",
    { ...schema, attributes: [{ ...attribute, default: "gold" }] },
    /one of canonicalValues/,
  ],
  [
    "a default of another type",
    { ...schema, attributes: [{ ...attribute, type: "boolean", canonicalValues: undefined }] },
    /the attribute's type/,
  ],
  ["an id that is no URN", { ...schema, id: "example" }, /must be a URN/],
])("%s stops the start with the file's name and the place", async (_what, content, expected) => {
  await write("bad.json", content);
  await expect(loadSchemas(folder)).rejects.toThrow(expected);
  await expect(loadSchemas(folder)).rejects.toThrow("bad.json");
});

test("a schema that is there twice, or no folder at all, stops the start", async () => {
  await write("a.json", schema);
  await write("b.json", { ...schema, id: schema.id.toUpperCase() });
  await expect(loadSchemas(folder)).rejects.toThrow(SchemaFileError);
  await expect(loadSchemas(path.join(folder, "nowhere"))).rejects.toThrow(/SCHEMAS_DIR/);
});

test("a schema of the RFC cannot be declared again", async () => {
  await write("a.json", { ...schema, id: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User" });
  await expect(loadSchemas(folder)).rejects.toThrow("is one of the RFC");
});

test("a URN that no filter could name is refused", async () => {
  await write("a.json", { ...schema, id: "urn:example:a/b" });
  await expect(loadSchemas(folder)).rejects.toThrow(SchemaFileError);
});
