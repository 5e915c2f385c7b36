import type { Argument } from "./ast.ts";

/**
 * Writes an expression as Entra itself does: arguments parted by a comma and a space, omitted ones left empty
 * (`Replace([mail], "@", , , "", , )`). `parseExpression` of the result gives the same tree, apart from spans.
 */
export function printExpression(node: Argument): string {
  switch (node.kind) {
    case "attribute":
      return `[${node.name}]`;
    case "constant":
      return node.bare ? node.value : `"${node.raw ?? escaped(node.value)}"`;
    case "omitted":
      return "";
    case "comparison":
      return `${printExpression(node.left)} ${node.operator} ${printExpression(node.right)}`;
    default:
      return `${node.name}(${node.arguments.map(printExpression).join(", ")})`;
  }
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
}
