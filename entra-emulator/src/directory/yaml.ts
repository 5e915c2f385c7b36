import { z } from "zod";
import type { Directory, Group, User } from "./model.ts";
import { objectId } from "./object-id.ts";
import { newGroup, newUser } from "./objects.ts";
import { readUtf8 } from "./read-file.ts";
import {
  brokenYamlDirectory,
  type YamlGroup,
  type YamlUser,
  yamlDirectory,
  yamlGroup,
  yamlUser,
} from "./yaml-schema.ts";
import { YamlSource } from "./yaml-source.ts";

/** Larger directories come as CSV or are generated. */
const LARGEST_FILE = 16 * 2 ** 20;

/**
 * The directory of a YAML file in this emulator's own format (README.md beside this file).
 *
 * @throws {EmulatorError} that names every problem with its line and column, and what was expected
 */
export async function readYamlDirectory(file: string): Promise<Directory> {
  const bytes = await readUtf8(file, "the directory", LARGEST_FILE);
  return parseYamlDirectory(file, bytes.toString("utf8"));
}

/** As `readYamlDirectory`, of a text that is at hand; `file` is its name in messages. */
export function parseYamlDirectory(file: string, text: string): Directory {
  const source = new YamlSource(file, text);
  source.problems.throwIfAny();
  const value = source.value();
  source.problems.throwIfAny();
  return assemble(source, source.parse(yamlDirectory, value) ?? brokenYamlDirectory.parse(value));
}

function assemble(source: YamlSource, directory: z.infer<typeof yamlDirectory>): Directory {
  const { domain, assignments } = directory;
  const userEntries = entries(source, "users", yamlUser, directory.users);
  const groupEntries = entries(source, "groups", yamlGroup, directory.groups);
  const users = index(source, "users", userEntries, (entry) => toUser(entry, domain));
  const groups = index(source, "groups", groupEntries, (entry) => toGroup(entry, domain));

  // An entry that is wrong itself is reported already: whoever refers to it by name is not wrong too.
  const named = { user: names(directory.users), group: names(directory.groups) };
  const find = (path: readonly PropertyKey[], name: string, what: "user" | "group" | "user or group") => {
    const key = name.toLowerCase();
    const found =
      (what === "group" ? undefined : users.get(key)) ?? (what === "user" ? undefined : groups.get(key));
    const reported = (what !== "group" && named.user.has(key)) || (what !== "user" && named.group.has(key));
    if (found === undefined && !reported) {
      source.problem(path, `there is no ${what} ${JSON.stringify(name)} in this file`);
    }
    return found?.id;
  };
  for (const [at, { userPrincipalName, manager }] of userEntries) {
    const user = users.get(userPrincipalName.toLowerCase());
    if (user !== undefined && manager != null)
      user.manager = find(["users", at, "manager"], manager, "user") ?? null;
  }
  for (const [at, entry] of groupEntries) {
    const group = groups.get(entry.displayName.toLowerCase());
    entry.members?.forEach((name, member) => {
      const id = find(["groups", at, "members", member], name, "user or group");
      if (id !== undefined) group?.members.add(id);
    });
    entry.owners?.forEach((name, owner) => {
      const id = find(["groups", at, "owners", owner], name, "user");
      if (id !== undefined) group?.owners.add(id);
    });
  }
  assignments.groups.forEach((name, at) => find(["assignments", "groups", at], name, "group"));
  assignments.users.forEach((name, at) => find(["assignments", "users", at], name, "user"));
  source.problems.throwIfAny();
  return {
    tenantDisplayName: directory.tenant,
    domain,
    users: [...users.values()],
    groups: [...groups.values()],
    assignments,
  };
}

/** The entries of a list that are as they must be, with their places in the file. */
function entries<T>(
  source: YamlSource,
  list: string,
  schema: z.ZodType<T>,
  values: readonly unknown[],
): [number, T][] {
  return values.flatMap((value, at): [number, T][] => {
    const entry = source.parse(schema, value, [list, at]);
    return entry === undefined ? [] : [[at, entry]];
  });
}

const anyName = z.object({ userPrincipalName: z.string().optional(), displayName: z.string().optional() });

/** The names that the entries have, right or wrong, in lower case. */
function names(values: readonly unknown[]): Set<string> {
  const found = values.map((value) => {
    const { data } = anyName.safeParse(value);
    return (data?.userPrincipalName ?? data?.displayName)?.trim().toLowerCase();
  });
  return new Set(found.filter((name) => name !== undefined));
}

/** Objects by name, which must be unique here because names are what the file refers by. */
function index<T extends { readonly id: string }, E extends YamlUser | YamlGroup>(
  source: YamlSource,
  list: string,
  listed: readonly [number, E][],
  make: (entry: E) => T,
): Map<string, T> {
  const byName = new Map<string, T>();
  for (const [at, entry] of listed) {
    const field = "userPrincipalName" in entry ? "userPrincipalName" : "displayName";
    const name = "userPrincipalName" in entry ? entry.userPrincipalName : entry.displayName;
    if (byName.has(name.toLowerCase()))
      source.problem([list, at, field], `${JSON.stringify(name)} is there twice`);
    else byName.set(name.toLowerCase(), make(entry));
  }
  return byName;
}

/** Manager, members and owners refer by name; they are set when every object is known. */
function toUser(entry: YamlUser, domain: string): User {
  return newUser({ ...defined(entry), id: objectId("user", domain, entry.userPrincipalName), manager: null });
}

function toGroup(entry: YamlGroup, domain: string): Group {
  const id = objectId("group", domain, entry.displayName);
  return newGroup({ ...defined(entry), id, members: new Set(), owners: new Set() });
}

/** Without the keys whose value is undefined, which would otherwise hide a default. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
