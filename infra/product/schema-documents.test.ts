import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findProfileAttribute, profileAttribute } from "./profile.ts";
import { attributesFor, readProductAttributes } from "./schema-documents.ts";

let folder: string;

beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "schemas-"))));
afterEach(() => rmSync(folder, { recursive: true }));

function declare(attribute: object): void {
  const id = "urn:ietf:params:scim:schemas:extension:acme:2.0:User";
  const document = {
    id,
    name: "Acme User",
    attributes: [{ name: "plan", type: "string", multiValued: false, ...attribute }],
  };
  writeFileSync(path.join(folder, "acme-user.json"), JSON.stringify(document));
}

it("SightCall's profile is known to Entra by the schema's URN and the attribute's name", () => {
  expect(profileAttribute).toMatchObject({
    target: "urn:ietf:params:scim:schemas:extension:sightcall:2.0:User:profile",
    type: "String",
    canonicalValues: ["standard", "recording", "multiparty"],
    default: "standard",
  });
});

it("another product's attribute goes to Entra as soon as a mapping writes it", () => {
  declare({ type: "integer" });
  const attributes = readProductAttributes(folder);
  const target = "urn:ietf:params:scim:schemas:extension:acme:2.0:User:plan";
  expect(attributesFor([], attributes)).toEqual([]);
  expect(attributesFor([{ targetAttributeName: target, object: "Group" }], attributes)).toEqual([]);
  expect(attributesFor([{ targetAttributeName: target }], attributes)).toEqual([
    { name: target, type: "Integer" },
  ]);
});

it.each([{ type: "complex" }, { type: "reference" }, { type: "decimal" }, { multiValued: true }])(
  "an attribute that Entra cannot write is refused, with its file: %o",
  (attribute) => {
    declare(attribute);
    expect(() => readProductAttributes(folder)).toThrow(
      /schemas\/acme-user\.json is not a schema that Entra can follow/,
    );
  },
);

it("a product without an attribute for the profile names none", () => {
  expect(findProfileAttribute([], undefined)).toBeUndefined();
});

it("an attribute that the product names for the profile and does not declare with its values is refused", () => {
  declare({});
  const attributes = readProductAttributes(folder);
  expect(() => findProfileAttribute(attributes, "profile")).toThrow(
    /product\.ts names the attribute "profile"/,
  );
  expect(() => findProfileAttribute(attributes, "plan")).toThrow(/with canonicalValues/);
});
