import type { Node } from "./ast.ts";
import { PatternError } from "./error.ts";

type Names = ReadonlySet<string>;
const NONE: Names = new Set();

/**
 * The groups whose captures JavaScript may give otherwise than .NET: at every turn of a repetition JavaScript forgets what
 * the groups inside have captured, and it takes no turn that matches nothing.
 */
export function unreliableCaptures(node: Node): Names {
  const inside = union(children(node).map(unreliableCaptures));
  if (node.kind !== "repeat") return inside;
  const captures = allCaptures(node.body);
  if (canBeEmpty(node.body) && node.least < node.most) return captures;
  if (node.most === 1) return inside;
  const certain = certainCaptures(node.body);
  return union([inside, new Set([...captures].filter((name) => !certain.has(name)))]);
}

/**
 * Refuses what matches otherwise in JavaScript: a reference to a group that may not have captured, which fails in .NET
 * and matches nothing in JavaScript; a repetition of what can be empty in several ways, of which JavaScript leaves out the
 * empty one; an atomic group that is matched backwards.
 *
 * @throws {PatternError} with the place of it.
 */
export function checkTranslatable(node: Node, before: Names = NONE, backwards = false): void {
  if (node.kind === "sequence") {
    let captured = before;
    // A look behind is matched from its end.
    for (const item of backwards ? node.items.toReversed() : node.items) {
      checkTranslatable(item, captured, backwards);
      captured = union([captured, certainCaptures(item)]);
    }
    return;
  }
  if (node.kind === "reference" && !before.has(node.name)) {
    const what = `a reference to the group ${node.name}, which may not have matched before,`;
    throw new PatternError(node.at, `${what} cannot be translated`);
  }
  if (node.kind === "atomic" && backwards) {
    throw new PatternError(node.at, "an atomic group in a look behind cannot be translated");
  }
  if (node.kind === "repeat" && node.least < node.most && canBeEmpty(node.body) && hasChoice(node.body)) {
    const what = "a repetition of something that can be empty in several ways";
    throw new PatternError(node.at, `${what} cannot be translated`);
  }
  const inner = node.kind === "look" ? !node.ahead : backwards;
  for (const child of children(node)) checkTranslatable(child, before, inner);
}

/** The groups that have captured whenever the node has matched. */
function certainCaptures(node: Node): Names {
  switch (node.kind) {
    case "alternation": {
      const [first = NONE, ...others] = node.branches.map(certainCaptures);
      return new Set([...first].filter((name) => others.every((other) => other.has(name))));
    }
    case "capture":
      return union([certainCaptures(node.body), new Set([node.name])]);
    case "look":
      return node.negative ? NONE : certainCaptures(node.body);
    case "repeat":
      return node.least === 0 ? NONE : certainCaptures(node.body);
    default:
      return union(children(node).map(certainCaptures));
  }
}

function allCaptures(node: Node): Names {
  const own = node.kind === "capture" ? [node.name] : [];
  return union([new Set(own), ...children(node).map(allCaptures)]);
}

function canBeEmpty(node: Node): boolean {
  switch (node.kind) {
    case "units":
      return false;
    case "sequence":
      return node.items.every(canBeEmpty);
    case "alternation":
      return node.branches.some(canBeEmpty);
    case "capture":
    case "atomic":
      return canBeEmpty(node.body);
    case "repeat":
      return node.least === 0 || canBeEmpty(node.body);
    default:
      return true;
  }
}

function hasChoice(node: Node): boolean {
  return (
    node.kind === "alternation" || (node.kind === "repeat" && node.lazy) || children(node).some(hasChoice)
  );
}

function children(node: Node): readonly Node[] {
  if (node.kind === "sequence") return node.items;
  if (node.kind === "alternation") return node.branches;
  return "body" in node ? [node.body] : [];
}

function union(sets: readonly Names[]): Names {
  return new Set(sets.flatMap((set) => [...set]));
}
