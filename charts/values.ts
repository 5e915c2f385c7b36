import { isMap, isScalar, parseDocument, type Pair, type YAMLMap } from "yaml";

/** One value of a chart as its `# --` comment in values.yaml documents it. */
export interface ChartValue {
  /** Dotted path, such as `database.poolSize`. */
  readonly path: string;
  readonly description: string;
  /** The default as JavaScript value. */
  readonly default: unknown;
  /** JSON schema of the value. */
  readonly schema: JsonSchema;
}

/** The part of JSON schema that Helm checks values by. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/**
 * Reads the documentation comments of a values.yaml: `# -- text` above each value, `# @keyword value` lines for what
 * its type does not say (`@enum a, b`, `@pattern`, `@minimum`, `@maximum`, `@items <schema>`, `@additional <schema>`).
 *
 * @throws {Error} naming the first value without a description.
 */
export function readValues(text: string): ChartValue[] {
  const document = parseDocument(text);
  if (!isMap(document.contents)) throw new Error("values.yaml is not a mapping");
  return valuesOf(document.contents, []);
}

/** values.schema.json of these values: every level closed, so that a misspelt value is refused. */
export function valuesSchema(values: readonly ChartValue[]): JsonSchema {
  const root: SchemaNode = { properties: new Map() };
  for (const value of values) {
    const steps = value.path.split(".");
    const last = steps.pop() ?? "";
    let node = root;
    for (const step of steps) {
      const next = node.properties.get(step) ?? { properties: new Map<string, SchemaNode>() };
      node.properties.set(step, next);
      node = next;
    }
    node.properties.set(last, {
      properties: new Map(),
      leaf: { description: value.description, ...value.schema },
    });
  }
  // Helm hands `global` to every chart, set or not.
  root.properties.set("global", { properties: new Map(), leaf: { type: "object" } });
  return { $schema: "https://json-schema.org/draft/2020-12/schema", ...render(root) };
}

/** The Markdown table of README.md. */
export function valuesTable(values: readonly ChartValue[]): string {
  const rows = values.map(
    (value) =>
      `| \`${value.path}\` | \`${JSON.stringify(value.default)}\` | ${value.description.replaceAll("|", "\\|")} |`,
  );
  return ["| value | default | what it is |", "| --- | --- | --- |", ...rows].join("\n");
}

interface SchemaNode {
  readonly properties: Map<string, SchemaNode>;
  readonly leaf?: JsonSchema;
}

function render(node: SchemaNode): JsonSchema {
  if (node.leaf) return node.leaf;
  const properties = Object.fromEntries([...node.properties].map(([key, child]) => [key, render(child)]));
  return { type: "object", additionalProperties: false, properties };
}

function valuesOf(map: YAMLMap, parents: readonly string[]): ChartValue[] {
  return map.items.flatMap((pair, index) => {
    const key = keyOf(pair);
    const path = [...parents, key];
    const comment = commentAbove(map, pair, index);
    if (comment.description === "") {
      if (isMap(pair.value) && pair.value.items.length > 0) return valuesOf(pair.value, path);
      throw new Error(`values.yaml: ${path.join(".")} has no \`# --\` comment`);
    }
    const value: unknown =
      pair.value !== null && typeof pair.value === "object" && "toJSON" in pair.value
        ? map.toJSON()[key]
        : null;
    return [
      {
        path: path.join("."),
        description: comment.description,
        default: value,
        schema: schemaOf(value, comment.keywords),
      },
    ];
  });
}

function keyOf(pair: Pair): string {
  if (isScalar(pair.key) && typeof pair.key.value === "string") return pair.key.value;
  throw new Error("values.yaml: every key is a plain string");
}

/** The comment block directly above a pair; the library hangs the one above a map's first pair on the map itself. */
function commentAbove(
  map: YAMLMap,
  pair: Pair,
  index: number,
): { description: string; keywords: Map<string, string> } {
  const own = isScalar(pair.key) ? (pair.key.commentBefore ?? "") : "";
  const text = own !== "" || index > 0 ? own : (map.commentBefore ?? "");
  const block = text.split(/\n\s*\n/).at(-1) ?? "";
  const lines = block.split("\n").map((line) => line.trim());
  const from = lines.findIndex((line) => line.startsWith("-- "));
  const keywords = new Map<string, string>();
  if (from === -1) return { description: "", keywords };
  const words: string[] = [];
  for (const line of lines.slice(from)) {
    const keyword = /^@(\w+) (.+)$/.exec(line);
    if (keyword?.[1] !== undefined && keyword[2] !== undefined) keywords.set(keyword[1], keyword[2]);
    else words.push(line.replace(/^-- /, ""));
  }
  return { description: words.join(" "), keywords };
}

function schemaOf(value: unknown, keywords: ReadonlyMap<string, string>): JsonSchema {
  const schema: Record<string, unknown> = { type: typeOf(value) };
  for (const [keyword, text] of keywords) {
    if (keyword === "enum") schema["enum"] = text.split(",").map((choice) => choice.trim());
    else if (keyword === "items") schema["items"] = JSON.parse(text);
    else if (keyword === "additional") schema["additionalProperties"] = JSON.parse(text);
    else if (keyword === "pattern") schema["pattern"] = text;
    else schema[keyword] = Number(text);
  }
  return schema;
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (Number.isInteger(value)) return "integer";
  return value === null ? "string" : typeof value;
}
