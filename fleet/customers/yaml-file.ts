import { isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";

export type Path = readonly PropertyKey[];

/** Line and column, both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Something that is wrong with the file. */
export interface Problem extends Position {
  readonly message: string;
}

/** A YAML text that knows where each of its values stands. */
export class YamlFile {
  readonly #lines = new LineCounter();
  readonly #document;

  constructor(text: string) {
    this.#document = parseDocument(text, { lineCounter: this.#lines });
  }

  /** What makes it no YAML at all: bad syntax, a key that is there twice. */
  get problems(): Problem[] {
    return [...this.#document.errors, ...this.#document.warnings].map(({ message, pos }) =>
      Object.assign(this.#at(pos[0]), { message: message.split(" at line ", 1)[0] ?? message }),
    );
  }

  /** The plain value of the whole; only when there is no problem. */
  value(): unknown {
    return this.#document.toJS();
  }

  /** How many keys of the path are there. */
  depth(path: Path): number {
    for (let length = path.length; length > 0; length -= 1) {
      if (this.#document.hasIn(path.slice(0, length))) return length;
    }
    return 0;
  }

  /** Where the key at the path stands; where it is missing, the nearest thing around it. */
  position(path: Path): Position {
    const parent = path.length === 0 ? undefined : this.#document.getIn(path.slice(0, -1), true);
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === path.at(-1));
      if (pair !== undefined && isNode(pair.key) && pair.key.range) return this.#at(pair.key.range[0]);
    }
    const node = this.#document.getIn(path, true);
    if (isNode(node) && node.range) return this.#at(node.range[0]);
    return path.length === 0 ? { line: 1, column: 1 } : this.position(path.slice(0, -1));
  }

  #at(offset: number): Position {
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col };
  }
}
