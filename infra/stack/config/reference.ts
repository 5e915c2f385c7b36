import { printExample } from "./command.ts";
import { printPath } from "./path.ts";
import { type Setting, objectForm, settings } from "./settings.ts";

/** The reference page of every setting, as Markdown. */
export function configurationReference(): string {
  return [intro, ...sectionsOf(settings)].join("\n\n") + "\n";
}

const intro = `<!-- Generated from infra/stack/config by \`npm run docs -w @entra-scim-kit/infra\`. Do not edit. -->

# Configuration

The settings of one stack, in the namespace \`entra-scim\` of \`Pulumi.<stack>.yaml\`. The smallest real stack is three:

\`\`\`sh
pulumi config set azuread:tenantId 00000000-0000-0000-0000-000000000000
pulumi config set --secret --path endpoint.token
pulumi config set --path 'assignments.groups[0]' 'SightCall Users'
\`\`\`

The second line asks for the token, so that it gets into no shell history. Who deploys, and to which cloud, is what
\`@pulumi/azuread\` reads: settings in the namespace \`azuread\` or \`ARM_*\` variables. The kit's own provider takes the same.

Every mistake in a configuration is reported at once, with its path, what is allowed and a command that sets it right.
A setting that is not on this page is a mistake too.`;

function sectionsOf(root: Setting): string[] {
  return Object.entries(root.properties ?? {}).map(([key, setting]) => {
    const head = `## \`${key}\`\n\n`;
    if (setting.properties === undefined) return `${head}${facts(setting, false)}. ${describe(setting)}`;
    return `${head}${setting.description ?? ""}\n\n${itemsOf([key], setting).join("\n")}`;
  });
}

function itemsOf(path: readonly string[], parent: Setting): string[] {
  return Object.entries(parent.properties ?? {}).flatMap(([key, setting]) => {
    const required = parent.required?.includes(key) ?? false;
    const item = `- \`${printPath([...path, key])}\`: ${facts(setting, required)}. ${describe(setting)}`;
    const element = setting.items === undefined ? undefined : objectForm(setting.items);
    const below =
      element === undefined ? itemsOf([...path, key], setting) : itemsOf([...path, `${key}[]`], element);
    return [item].concat(below);
  });
}

/** What it takes, and what it is when nobody says. */
function facts(setting: Setting, required: boolean): string {
  if (required) return `${typeOf(setting)}, **required**`;
  return setting.default === undefined
    ? typeOf(setting)
    : `${typeOf(setting)}, default \`${setting.default}\``;
}

function typeOf(setting: Setting): string {
  if (setting.enum !== undefined) return setting.enum.map((value) => `\`${value}\``).join(" | ");
  if (setting.items !== undefined) return `list (${typeOf(setting.items)})`;
  if (setting.anyOf !== undefined) return setting.anyOf.map(typeOf).join(" or ");
  return [setting.type ?? "object"].flat().map(nameOf).join(" or ");
}

function nameOf(type: string): string {
  return (
    { string: "text", integer: "whole number", number: "number", boolean: "true or false" }[type] ?? "object"
  );
}

function describe(setting: Setting): string {
  const secret = setting.secret === true ? ["A secret: set it with `--secret`."] : [];
  const example = setting.example === undefined ? [] : [`Example: \`${printExample(setting.example)}\`.`];
  return [setting.description ?? "", ...secret, ...example].join(" ").trim();
}
