import { isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { type Position, Problems } from "./problems.ts";

type Path = readonly PropertyKey[];

/** A YAML file that knows where each of its values stands, and what is wrong with them. */
export class YamlSource {
  readonly #file: string;
  readonly #lines = new LineCounter();
  readonly #document;
  readonly problems = new Problems();

  constructor(file: string, text: string) {
    this.#file = file;
    this.#document = parseDocument(text, { lineCounter: this.#lines });
    for (const { message, pos } of [...this.#document.errors, ...this.#document.warnings]) {
      this.problems.add(file, this.#at(pos[0]), message.split(" at line ", 1)[0] ?? message);
    }
  }

  /** The plain value of the whole file. Call it only when no problem was found so far. */
  value(): unknown {
    try {
      return this.#document.toJS();
    } catch (error) {
      // An alias without its anchor, or aliases that would grow beyond all bounds.
      this.problems.add(this.#file, undefined, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  /** The value at the path if it is of the schema; otherwise its problems are noted. */
  parse<T>(schema: z.ZodType<T>, value: unknown, path: Path = []): T | undefined {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    for (const issue of result.error.issues) this.#note(schema, issue, [...path, ...issue.path]);
    return undefined;
  }

  /** Notes a problem with the value at the path. */
  problem(path: Path, message: string): void {
    this.problems.add(this.#file, this.#positionOf(path), `${label(path)}: ${message}`);
  }

  #note(schema: z.ZodType, issue: z.core.$ZodIssue, path: Path): void {
    if (issue.code === "unrecognized_keys") {
      const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
      const expected =
        issue.path.length === 0 && known.length > 0 ? `; expected one of ${known.join(", ")}` : "";
      for (const key of issue.keys) this.problem([...path, key], `there is no such setting${expected}`);
      return;
    }
    this.problem(path, explain(issue, this.#document.getIn(path)));
  }

  /** Where the value at the path stands; where it is missing, the nearest thing around it. */
  #positionOf(path: Path): Position | undefined {
    const parent = path.length === 0 ? undefined : this.#document.getIn(path.slice(0, -1), true);
    const key = path.at(-1);
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (pair !== undefined && isNode(pair.key) && pair.key.range) return this.#at(pair.key.range[0]);
    }
    const node = this.#document.getIn(path, true);
    if (isNode(node) && node.range) return this.#at(node.range[0]);
    return path.length === 0 ? undefined : this.#positionOf(path.slice(0, -1));
  }

  #at(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col };
  }
}

function explain(issue: z.core.$ZodIssue, found: unknown): string {
  if (issue.code === "invalid_type") {
    const expected = expectations[issue.expected] ?? issue.expected;
    if (found === undefined) return `is missing; expected ${expected}`;
    const quotes = issue.expected === "string" && isScalarValue(found) ? "; put it in quotes" : "";
    return `expected ${expected}, found ${describe(found)}${quotes}`;
  }
  if (issue.code === "invalid_value")
    return `expected ${issue.values.map(String).join(" or ")}, found ${describe(found)}`;
  return issue.message;
}

const expectations: Readonly<Record<string, string>> = {
  string: "a text",
  boolean: "true or false",
  array: "a list",
  object: "a map of settings",
  record: "a map of settings",
};

function isScalarValue(found: unknown): boolean {
  return typeof found === "number" || typeof found === "boolean";
}

function describe(found: unknown): string {
  if (found === null) return "nothing";
  return typeof found === "object" ? "a list or a map" : JSON.stringify(found);
}

/** `users.manager` of a path: the place in the file says which user. */
function label(path: Path): string {
  const names = path.filter((key) => typeof key === "string");
  return names.length === 0 ? "the file" : names.join(".");
}
