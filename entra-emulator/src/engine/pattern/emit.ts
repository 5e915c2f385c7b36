import type { Assertion, Node } from "./ast.ts";
import { wordBoundaryUnits } from "./named-class.ts";

/** The text of a `RegExp` without flags, with the index of each group. */
export interface Emitted {
  readonly source: string;
  readonly indexes: ReadonlyMap<string, number>;
}

/** Writes a tree as JavaScript. */
export function emit(root: Node): Emitted {
  const emitter = new Emitter();
  return { source: emitter.write(root), indexes: emitter.indexes };
}

class Emitter {
  readonly indexes = new Map<string, number>();
  #count = 0;

  write(node: Node): string {
    switch (node.kind) {
      case "units":
        return node.units.toString();
      case "assertion":
        return assertion(node.assertion);
      case "sequence":
        return node.items.map((item) => this.#wrapped(item)).join("");
      case "alternation":
        return node.branches.map((branch) => this.write(branch)).join("|");
      case "capture":
        this.#count += 1;
        this.indexes.set(node.name, this.#count);
        return `(${this.write(node.body)})`;
      case "atomic": {
        // What a look ahead has matched is not tried again.
        this.#count += 1;
        const index = this.#count;
        return `(?=(${this.write(node.body)}))${reference(index)}`;
      }
      case "look":
        return `(?${node.ahead ? "" : "<"}${node.negative ? "!" : "="}${this.write(node.body)})`;
      case "repeat": {
        const most = Number.isFinite(node.most) ? String(node.most) : "";
        return `(?:${this.write(node.body)}){${node.least},${most}}${node.lazy ? "?" : ""}`;
      }
      default:
        return reference(this.indexes.get(node.name) ?? 0);
    }
  }

  #wrapped(node: Node): string {
    const written = this.write(node);
    return node.kind === "alternation" ? `(?:${written})` : written;
  }
}

/** In a group of its own, so that a digit behind it does not belong to the number. */
function reference(index: number): string {
  return `(?:\\${index})`;
}

function assertion(name: Assertion): string {
  switch (name) {
    case "start":
      return "(?<![^])";
    case "startOfLine":
      return "(?<![^\\n])";
    case "end":
      return "(?![^])";
    case "endOfLine":
      return "(?![^\\n])";
    case "endBeforeLineFeed":
      return "(?=\\n?(?![^]))";
    case "boundary":
      return `(?:(?<!${word()})(?=${word()})|(?<=${word()})(?!${word()}))`;
    default:
      return `(?:(?<=${word()})(?=${word()})|(?<!${word()})(?!${word()}))`;
  }
}

function word(): string {
  return wordBoundaryUnits().toString();
}
