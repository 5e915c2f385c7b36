import { badRequest, type ScimError, type ScimType } from "../error.ts";
import type { Filter, Literal, Operator, PatchPath } from "./ast.ts";
import { lex, type Token } from "./lex.ts";

/** Longest filter or path in characters. */
const MAX_FILTER_LENGTH = 4_096;
/** Deepest nesting of groups, `not` and value paths. */
const MAX_FILTER_DEPTH = 32;

const OPERATORS: ReadonlySet<string> = new Set<Operator>([
  "eq",
  "ne",
  "co",
  "sw",
  "ew",
  "gt",
  "ge",
  "lt",
  "le",
]);
const ATTRIBUTE = /^(?:urn:[\w.:-]+[:.])?[A-Za-z$][\w$-]*(?:\.[A-Za-z$][\w$-]*)?$/i;
/** Words that join terms: behind an operator they show that its value is missing. */
const JOINT: ReadonlySet<string> = new Set(["and", "or", "not"]);

/**
 * Parses a filter by the grammar of RFC 7644 section 3.4.2.2; `not` binds tightest, then `and`, then `or`.
 *
 * @throws {ScimError} 400 `invalidFilter` that says where.
 */
export function parseFilter(text: string): Filter {
  const parser = new Parser(text, "invalidFilter");
  const filter = parser.disjunction(0);
  parser.end();
  return filter;
}

/**
 * Parses the path of a PATCH operation.
 *
 * @throws {ScimError} 400 `invalidPath` that says where.
 */
export function parsePatchPath(text: string): PatchPath {
  const parser = new Parser(text, "invalidPath");
  const path = parser.patchPath();
  parser.end();
  return path;
}

class Parser {
  readonly #scimType: ScimType;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string, scimType: ScimType) {
    this.#scimType = scimType;
    if (text.length > MAX_FILTER_LENGTH) {
      throw badRequest(scimType, `It is ${text.length} characters long; ${MAX_FILTER_LENGTH} are allowed`);
    }
    this.#tokens = lex(text, scimType);
  }

  disjunction(depth: number): Filter {
    let left = this.#conjunction(depth);
    while (this.#takeWord("or")) left = { kind: "or", left, right: this.#conjunction(depth) };
    return left;
  }

  patchPath(): PatchPath {
    const path = this.#attribute();
    if (!this.#take("[")) return { path };
    const filter = this.disjunction(1);
    this.#expect("]");
    if (!this.#take(".")) return { path, filter };
    return { path, filter, sub: this.#attribute() };
  }

  end(): void {
    if (this.#next < this.#tokens.length) throw this.#unexpected("the end");
  }

  #conjunction(depth: number): Filter {
    let left = this.#term(depth);
    while (this.#takeWord("and")) left = { kind: "and", left, right: this.#term(depth) };
    return left;
  }

  #term(depth: number): Filter {
    if (depth > MAX_FILTER_DEPTH) {
      throw badRequest(this.#scimType, `It is nested more than ${MAX_FILTER_DEPTH} levels deep`);
    }
    if (this.#take("(")) return this.#group(depth);
    const after = this.#tokens[this.#next + 1];
    if (after?.kind === "(" && this.#takeWord("not")) {
      this.#expect("(");
      return { kind: "not", operand: this.#group(depth) };
    }
    const path = this.#attribute();
    if (!this.#take("[")) return this.#comparison(path);
    const filter = this.disjunction(depth + 1);
    this.#expect("]");
    if (!this.#take(".")) return { kind: "element", path, filter };
    return { kind: "element", path, filter, rest: this.#comparison(this.#attribute()) };
  }

  #group(depth: number): Filter {
    const filter = this.disjunction(depth + 1);
    this.#expect(")");
    return filter;
  }

  #comparison(path: string): Filter {
    if (this.#takeWord("pr")) return { kind: "present", path };
    const token = this.#tokens[this.#next];
    const operator = token?.kind === "word" ? token.value.toLowerCase() : "";
    if (!isOperator(operator))
      throw this.#unexpected("an operator (eq, ne, co, sw, ew, gt, ge, lt, le or pr)");
    this.#next += 1;
    return { kind: "compare", path, operator, value: this.#literal() };
  }

  #literal(): Literal {
    const token = this.#tokens[this.#next];
    if (token?.kind === "string") {
      this.#next += 1;
      return token.value;
    }
    if (token?.kind === "word" && !JOINT.has(token.value.toLowerCase())) {
      this.#next += 1;
      return wordValue(token.value);
    }
    throw this.#unexpected("a value: a string in double quotes, a number, true, false or null");
  }

  #attribute(): string {
    const token = this.#tokens[this.#next];
    if (token?.kind !== "word" || !ATTRIBUTE.test(token.value)) throw this.#unexpected("an attribute name");
    this.#next += 1;
    return token.value;
  }

  #take(kind: Token["kind"]): boolean {
    if (this.#tokens[this.#next]?.kind !== kind) return false;
    this.#next += 1;
    return true;
  }

  #takeWord(word: string): boolean {
    const token = this.#tokens[this.#next];
    if (token?.kind !== "word" || token.value.toLowerCase() !== word) return false;
    this.#next += 1;
    return true;
  }

  #expect(kind: Token["kind"]): void {
    if (!this.#take(kind)) throw this.#unexpected(`"${kind}"`);
  }

  #unexpected(wanted: string): ScimError {
    const token = this.#tokens[this.#next];
    const where = token ? `at position ${token.at + 1}` : "at its end";
    return badRequest(this.#scimType, `Expected ${wanted} ${where}`);
  }
}

function isOperator(word: string): word is Operator {
  return OPERATORS.has(word);
}

/** Literals of JSON, whose case matters (RFC 7644 section 3.4.2.2 takes them from RFC 7159). */
function wordValue(word: string): Literal {
  switch (word) {
    case "true":
      return true;
    case "false":
      return false;
    case "null":
      return null;
    default:
      return { bare: word };
  }
}
