import { nameOf } from "../runtime/schema/package-schema.ts";
import type { NamedType, ObjectType, Property } from "../runtime/schema/schema-types.ts";

/** How a value is written where it is used: what a program gives, or what comes back. */
export interface Rendering {
  /** Whether values may be promises and outputs of other resources. */
  readonly isInput: boolean;
}

export const INPUT: Rendering = { isInput: true };
export const OUTPUT: Rendering = { isInput: false };

/** Renders properties as TypeScript, and in the end the named types that they turned out to need. */
export class TypeScript {
  readonly #types: Readonly<Record<string, NamedType>>;
  readonly #needed = new Set<string>();

  constructor(types: Readonly<Record<string, NamedType>>) {
    this.#types = types;
  }

  /** The declarations of the named types that were rendered so far, and of those that they need in turn. */
  declarations(): string {
    const declared = new Map<string, string>();
    for (let before = -1; before < declared.size;) {
      before = declared.size;
      for (const [token, type] of Object.entries(this.#types)) this.#declare(nameOf(token), type, declared);
    }
    return [...declared.values()].join("\n\n");
  }

  #declare(name: string, type: NamedType, declared: Map<string, string>): void {
    const comment = docComment(type.description);
    if (!("properties" in type)) {
      if (!this.#needed.has(name)) return;
      declared.set(name, `${comment}export type ${name} = ${union(type.enum.map(({ value }) => value))};`);
      return;
    }
    for (const rendering of [INPUT, OUTPUT]) {
      const form = objectName(name, rendering);
      if (!this.#needed.has(form) || declared.has(form)) continue;
      declared.set(form, `${comment}export interface ${form} {\n${this.members(type, rendering)}}`);
    }
  }

  /** The members of an interface. */
  members({ properties, required }: ObjectType, rendering: Rendering): string {
    return Object.entries(properties)
      .map(([name, property]) => {
        const isRequired = required.includes(name);
        const type = this.type(property, rendering);
        const value = rendering.isInput ? inputOf(type, isRequired) : type;
        return `${docComment(documentation(property, rendering))}readonly ${name}${isRequired ? "" : "?"}: ${value};\n`;
      })
      .join("");
  }

  type(property: Property, rendering: Rendering): string {
    if (property.$ref !== undefined) return this.#reference(property.$ref, rendering);
    if (property.items !== undefined) {
      const item = this.type(property.items, rendering);
      return rendering.isInput ? `pulumi.Input<${item}>[]` : `readonly ${parenthesized(item)}[]`;
    }
    if (property.additionalProperties !== undefined) {
      const value = this.type(property.additionalProperties, rendering);
      return `Readonly<Record<string, ${rendering.isInput ? `pulumi.Input<${value}>` : value}>>`;
    }
    return property.type === "integer" ? "number" : (property.type ?? "string");
  }

  /** Names of types in it that a file has to import. */
  importsOf(object: ObjectType, rendering: Rendering): string[] {
    return Object.values(object.properties).flatMap((property) => this.#references(property, rendering));
  }

  #references(property: Property, rendering: Rendering): string[] {
    if (property.$ref !== undefined) return [this.#reference(property.$ref, rendering)];
    const inner = property.items ?? property.additionalProperties;
    return inner === undefined ? [] : this.#references(inner, rendering);
  }

  #reference(reference: string, rendering: Rendering): string {
    const type = this.#types[reference.replace("#/types/", "")];
    const isObject = type !== undefined && "properties" in type;
    const name = isObject ? objectName(nameOf(reference), rendering) : nameOf(reference);
    this.#needed.add(name);
    return name;
  }
}

function objectName(name: string, { isInput }: Rendering): string {
  return isInput ? `${name}Args` : name;
}

/** What a property's comment says: its description, and for inputs what a change or a secret means. */
function documentation(property: Property, { isInput }: Rendering): string | undefined {
  const sentences = [
    property.description ?? "",
    isInput && property.secret === true ? "Always kept as a secret." : "",
    isInput && property.replaceOnChanges === true ? "A change replaces the resource." : "",
  ].filter((sentence) => sentence !== "");
  return sentences.length === 0 ? undefined : sentences.join(" ");
}

function inputOf(type: string, isRequired: boolean): string {
  return `pulumi.Input<${isRequired ? type : `${type} | undefined`}>`;
}

function parenthesized(type: string): string {
  return type.includes(" ") ? `(${type})` : type;
}

function union(values: readonly string[]): string {
  return values.map((value) => JSON.stringify(value)).join(" | ");
}

const WIDTH = 106;

/** A documentation comment on lines of its own; empty without text. */
export function docComment(text: string | undefined): string {
  if (text === undefined || text === "") return "";
  const lines: string[] = [];
  let line = "";
  for (const word of text.replaceAll("*/", "*∕").split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  if (lines.length === 1) return `/** ${line} */\n`;
  return `/**\n${lines.map((each) => ` * ${each}\n`).join("")} */\n`;
}
