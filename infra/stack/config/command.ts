import { printPath } from "./path.ts";
import { type Setting, objectForm, settingAt } from "./settings.ts";

/**
 * The `pulumi config set` command for a setting, with its example as the value; a secret's value is left out, so that
 * Pulumi asks for it and it gets into no shell history. Undefined for a setting that has no example of its own.
 */
export function commandFor(path: readonly PropertyKey[]): string | undefined {
  const setting = settingAt(path);
  if (setting === undefined) return undefined;
  if (setting.secret === true) return `pulumi config set --secret --path ${quoted(printPath(path))}`;
  if (setting.example === undefined) return firstPart(path, setting);
  const target = setting.type === "array" ? [...path, 0] : path;
  return `pulumi config set --path ${quoted(printPath(target))} ${quoted(printExample(setting.example))}`;
}

/** What `--type` calls a type of JSON Schema. */
const PULUMI_TYPES: Readonly<Record<string, string>> = { string: "string", boolean: "bool", integer: "int" };

/**
 * As {@link commandFor}, with the type of the value: by itself `--path` makes `true`, `false` and whole numbers what they
 * look like, and everything else a text.
 */
export function typedCommandFor(path: readonly PropertyKey[]): string | undefined {
  const setting = settingAt(path);
  const type = typeof setting?.type === "string" ? PULUMI_TYPES[setting.type] : undefined;
  const command = commandFor(path);
  if (type === undefined || setting?.secret === true) return command;
  return command?.replace("config set --path", `config set --path --type ${type}`);
}

/** The command that takes a setting out. */
export function removalOf(path: readonly PropertyKey[]): string {
  const [first, ...rest] = path;
  if (rest.length === 0) return `pulumi config rm ${quoted(String(first))}`;
  return `pulumi config rm --path ${quoted(printPath(path))}`;
}

/** Of an object or a list of objects, the command for its first part. */
function firstPart(path: readonly PropertyKey[], setting: Setting): string | undefined {
  if (setting.items !== undefined) return commandFor([...path, 0]);
  const [first] = setting.required ?? Object.keys(objectForm(setting).properties ?? {});
  return first === undefined ? undefined : commandFor([...path, first]);
}

/** An example as one types it. */
export function printExample(example: NonNullable<Setting["example"]>): string {
  return typeof example === "string" ? example : JSON.stringify(example);
}

/** Quoted for a POSIX shell where that is needed. */
function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
