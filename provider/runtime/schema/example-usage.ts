/** Pulumi's marks around examples, in the descriptions of a package schema. */
const BEGIN = "\n\n{{% examples %}}\n## Example Usage\n{{% example %}}\n\n```yaml\n";
const END = "\n```\n\n{{% /example %}}\n{{% /examples %}}";

/** A description with an example in YAML behind it, if there is one, as registries and generators of SDKs read it. */
export function withExample(description: string, program: string | undefined): string {
  if (program === undefined) return description;
  return description + BEGIN + program + END;
}

/** The two parts of what {@link withExample} has made; a description of another origin has no example. */
export function withoutExample(description: string): {
  readonly text: string;
  readonly program: string | undefined;
} {
  const at = description.indexOf(BEGIN);
  if (at === -1) return { text: description, program: undefined };
  return { text: description.slice(0, at), program: description.slice(at + BEGIN.length, -END.length) };
}

/** A program that makes one resource. @param properties in YAML */
export function resourceProgram(packageName: string, type: string, properties: string): string {
  const name = type.charAt(0).toLowerCase() + type.slice(1);
  return [
    "resources:",
    `  ${name}:`,
    `    type: ${packageName}:${type}`,
    "    properties:",
    indented(properties, 6),
  ].join("\n");
}

/** A program that calls one function. @param args in YAML */
export function functionProgram(packageName: string, name: string, args: string): string {
  return [
    "variables:",
    "  found:",
    "    fn::invoke:",
    `      function: ${packageName}:${name}`,
    "      arguments:",
    indented(args, 8),
  ].join("\n");
}

function indented(text: string, spaces: number): string {
  return text.trim().replaceAll(/^/gm, " ".repeat(spaces));
}
