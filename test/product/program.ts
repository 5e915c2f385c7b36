import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";
import type { Product } from "../../infra/product/product.ts";

const root = path.resolve(import.meta.dirname, "..", "..");

/** What the program needs beside itself. */
const SHARED = ["provider", "charts", "node_modules", "package.json"];

const project = z.looseObject({ main: z.string() });

/** A product's own attributes, as the members of SCIM schema documents that differ. */
export interface OwnAttribute {
  readonly name: string;
  readonly type: "string" | "boolean";
  readonly canonicalValues?: readonly string[];
  readonly default?: string | boolean;
}

/** The program as somebody would have it who made it theirs for another product. */
export class ProductProgram implements AsyncDisposable {
  /** Folder of the SCIM schema documents. */
  readonly schemas: string;
  /** Id of the product's schema. */
  readonly schemaId: string;
  readonly #folder: string;

  private constructor(folder: string, schemaId: string) {
    this.#folder = folder;
    this.schemas = path.join(folder, "schemas");
    this.schemaId = schemaId;
  }

  static async make(product: Product, attributes: readonly OwnAttribute[]): Promise<ProductProgram> {
    const folder = await mkdtemp(path.join(os.tmpdir(), "product-"));
    const id = `urn:ietf:params:scim:schemas:extension:${product.resourceName}:2.0:User`;
    const program = new ProductProgram(folder, id);
    await cp(path.join(root, "infra"), path.join(folder, "infra"), { recursive: true });
    for (const name of SHARED) await symlink(path.join(root, name), path.join(folder, name));
    const text = `export const product = ${JSON.stringify(product)};\n`;
    await writeFile(path.join(folder, "infra", "product", "product.ts"), text);
    await mkdir(program.schemas);
    await writeFile(
      path.join(program.schemas, `${product.resourceName}-user.json`),
      JSON.stringify({
        id,
        name: `${product.name} User`,
        description: `What ${product.name} adds to a user.`,
        attributes: attributes.map((attribute) => ({
          multiValued: false,
          description: attribute.name,
          required: false,
          caseExact: true,
          mutability: "readWrite",
          returned: "default",
          uniqueness: "none",
          ...attribute,
        })),
      }),
    );
    return program;
  }

  /** Makes this the program of a stack that is configured. */
  async useIn(projectFolder: string): Promise<void> {
    const file = path.join(projectFolder, "Pulumi.yaml");
    const own = project.parse(parse(await readFile(file, "utf8")));
    await writeFile(file, stringify({ ...own, main: path.join(this.#folder, "infra", "main.js") }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
