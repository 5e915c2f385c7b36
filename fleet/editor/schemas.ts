import { customersSchema } from "./customers-schema.ts";
import { stackSchema } from "./stack-schema.ts";

/** The published JSON Schemas: file name to text. */
export function editorSchemas(): Readonly<Record<string, string>> {
  return { "customers.schema.json": text(customersSchema()), "stack.schema.json": text(stackSchema()) };
}

function text(schema: object): string {
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}
