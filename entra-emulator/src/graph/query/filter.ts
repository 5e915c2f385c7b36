import { badRequest } from "../error.ts";
import { propertyReader, type ResourceType } from "../resource.ts";

type Filter<T> = (object: T) => boolean;

export interface ParsedFilter<T> {
  readonly matches: Filter<T>;
  /** Whether it uses an operator that directory objects answer only as an advanced query. */
  readonly advanced: boolean;
}

/** How many alternatives Graph takes in one filter. */
const MAX_ALTERNATIVES = 15;

type Literal = string | number | boolean | null;

/**
 * Parses the part of OData's filter grammar that Graph's directory objects and logs answer: `eq ne gt ge lt le in`,
 * `and or not`, parentheses, `startsWith`, `endsWith`. Strings compare without regard to case, as Graph does.
 * @throws {ODataError} 400 for anything else.
 */
export function parseFilter<T>(text: string, type: ResourceType<T>): ParsedFilter<T> {
  const parser = new FilterParser(text, type);
  return { matches: parser.parse(), advanced: parser.advanced };
}

const tokenPattern = /\s*(?:('(?:[^']|'')*')|([()]|,)|([^\s'(),]+))/y;

class FilterParser<T> {
  readonly #tokens: string[];
  readonly #type: ResourceType<T>;
  #position = 0;
  #alternatives = 1;
  advanced = false;

  constructor(text: string, type: ResourceType<T>) {
    this.#tokens = tokenize(text);
    this.#type = type;
  }

  parse(): Filter<T> {
    const filter = this.#or();
    if (this.#position < this.#tokens.length) throw invalid(`unexpected '${this.#tokens[this.#position]}'`);
    return filter;
  }

  #or(): Filter<T> {
    let left = this.#and();
    while (this.#take("or")) {
      const [first, second] = [left, this.#and()];
      this.#countAlternatives(1);
      left = (object) => first(object) || second(object);
    }
    return left;
  }

  #and(): Filter<T> {
    let left = this.#unary();
    while (this.#take("and")) {
      const [first, second] = [left, this.#unary()];
      left = (object) => first(object) && second(object);
    }
    return left;
  }

  #unary(): Filter<T> {
    if (this.#take("not")) {
      this.advanced = true;
      const negated = this.#unary();
      return (object) => !negated(object);
    }
    if (this.#take("(")) {
      const inner = this.#or();
      this.#expect(")");
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): Filter<T> {
    const name = this.#next();
    const asFunction = name.toLowerCase();
    if (asFunction === "startswith" || asFunction === "endswith") return this.#substring(asFunction);
    const read = this.#property(name);
    const operator = this.#next().toLowerCase();
    if (operator === "in") return this.#in(read);
    if (operator === "ne") this.advanced = true;
    const literal = this.#literal();
    const compare = comparisons[operator];
    if (compare === undefined) throw invalid(`unknown operator '${operator}'`);
    const folded = fold(literal);
    return (object) => compare(fold(read(object) ?? null), folded);
  }

  #substring(kind: "startswith" | "endswith"): Filter<T> {
    this.#expect("(");
    const read = this.#property(this.#next());
    this.#expect(",");
    const part = String(this.#literal()).toLowerCase();
    this.#expect(")");
    if (kind === "endswith") this.advanced = true;
    return (object) => {
      const value = fold(read(object));
      if (typeof value !== "string") return false;
      return kind === "startswith" ? value.startsWith(part) : value.endsWith(part);
    };
  }

  #in(read: (object: T) => unknown): Filter<T> {
    this.#expect("(");
    const values = new Set<unknown>();
    do values.add(fold(this.#literal()));
    while (this.#take(","));
    this.#expect(")");
    this.#countAlternatives(values.size - 1);
    return (object) => values.has(fold(read(object) ?? null));
  }

  #property(path: string): (object: T) => unknown {
    if (!/^[A-Za-z_][\w/]*$/.test(path)) throw invalid(`unexpected '${path}'`);
    const read = propertyReader(this.#type, path);
    if (read === undefined) {
      throw invalid(
        `Could not find a property named '${path.split("/", 1)[0]}' on type '${this.#type.name}'`,
      );
    }
    return read;
  }

  #literal(): Literal {
    const token = this.#next();
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (token === "true" || token === "false") return token === "true";
    if (token === "null") return null;
    if (/^-?\d+(?:\.\d+)?$/.test(token)) return Number(token);
    // Dates and GUIDs are written without quotes.
    if (/^[\dA-Fa-f][\w:.+-]*$/.test(token)) return token;
    throw invalid(`unexpected '${token}'`);
  }

  #countAlternatives(more: number): void {
    this.#alternatives += more;
    if (this.#alternatives > MAX_ALTERNATIVES) {
      throw badRequest(
        `Too many child clauses specified in search filter expression containing 'OR' operators: ${this.#alternatives}. Max allowed: ${MAX_ALTERNATIVES}.`,
        "Request_UnsupportedQuery",
      );
    }
  }

  #next(): string {
    const token = this.#tokens[this.#position];
    if (token === undefined) throw invalid("the clause ends too early");
    this.#position += 1;
    return token;
  }

  #take(word: string): boolean {
    if (this.#tokens[this.#position]?.toLowerCase() !== word) return false;
    this.#position += 1;
    return true;
  }

  #expect(word: string): void {
    if (!this.#take(word))
      throw invalid(`expected '${word}' before '${this.#tokens[this.#position] ?? "the end"}'`);
  }
}

const comparisons: Readonly<Record<string, (left: unknown, right: unknown) => boolean>> = {
  eq: (left, right) => left === right,
  ne: (left, right) => left !== right,
  gt: (left, right) => order(left, right) > 0,
  ge: (left, right) => order(left, right) >= 0,
  lt: (left, right) => order(left, right) < 0,
  le: (left, right) => order(left, right) <= 0,
};

/** NaN, and so false for every order, unless both are of one type. */
function order(left: unknown, right: unknown): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : Number(left > right);
  return Number.NaN;
}

function fold(value: unknown): unknown {
  return typeof value === "string" ? value.toLowerCase() : value;
}

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < text.trimEnd().length) {
    const start = tokenPattern.lastIndex;
    const match = tokenPattern.exec(text);
    if (match === null) throw invalid(`unterminated string at position ${start}`);
    tokens.push(match[1] ?? match[2] ?? match[3] ?? "");
  }
  return tokens;
}

function invalid(why: string): Error {
  return badRequest(`Invalid filter clause: ${why}.`, "BadRequest");
}
