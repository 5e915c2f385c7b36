import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";
import { readCsvDirectory } from "../../entra-emulator/src/directory/csv.ts";
import { generateDirectory } from "../../entra-emulator/src/directory/generate.ts";
import type { Directory } from "../../entra-emulator/src/directory/model.ts";
import { readYamlDirectory } from "../../entra-emulator/src/directory/yaml.ts";
import type { StackFolder } from "./folders.ts";
import { type DirectorySource, sampleDirectory } from "./options.ts";

/** Object ids of the groups and users that the stack assigns. */
const assignedIds = z.object({ groups: z.array(z.string()), users: z.array(z.string()) });
export type AssignedIds = z.infer<typeof assignedIds>;

/**
 * Reads the directory that a tenant begins with.
 *
 * @throws {EmulatorError} that names the file, line, column and what was expected
 */
export function readDirectory(source: DirectorySource): Promise<Directory> {
  switch (source.kind) {
    case "yaml":
      return readYamlDirectory(source.file);
    case "csv":
      return readCsvDirectory(source);
    case "people":
      return Promise.resolve(generateDirectory({ people: source.count }));
  }
}

/**
 * Who is assigned, by object id: names change in the course of a run's day, ids do not. Worked out from the directory
 * once and kept, because the tenant goes on without it.
 */
export async function assignmentsOf(
  folder: StackFolder,
  directory: () => Promise<Directory>,
): Promise<AssignedIds> {
  const kept = await readFile(folder.assignments, "utf8").catch(() => undefined);
  if (kept !== undefined) return assignedIds.parse(JSON.parse(kept));
  const { users, groups, assignments } = await directory();
  const ids = {
    groups: idsOf(groups, (group) => group.displayName, assignments.groups),
    users: idsOf(users, (user) => user.userPrincipalName, assignments.users),
  };
  await writeFile(folder.assignments, JSON.stringify(ids));
  return ids;
}

function idsOf<T extends { readonly id: string }>(
  all: readonly T[],
  name: (one: T) => string,
  wanted: readonly string[],
): string[] {
  const names = new Set(wanted.map((each) => each.toLowerCase()));
  const isWanted = (each: T): boolean => names.has(each.id) || names.has(name(each).toLowerCase());
  return all.filter(isWanted).map((each) => each.id);
}

/** For a person. */
export function describeDirectory(source: DirectorySource): string {
  switch (source.kind) {
    case "yaml":
      return source.file === sampleDirectory ? "the sample company" : source.file;
    case "csv":
      return source.users;
    case "people":
      return `${source.count} generated people`;
  }
}
