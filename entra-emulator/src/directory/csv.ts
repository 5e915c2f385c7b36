import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { EmulatorError } from "../error.ts";
import { readCsvGroups } from "./csv-groups.ts";
import { readCsvMembers } from "./csv-members.ts";
import { readCsvUsers } from "./csv-users.ts";
import type { Directory, User } from "./model.ts";
import { Problems } from "./problems.ts";

/** Where the admin center's bulk downloads are. */
export interface CsvFiles {
  /** Users, "Download users". */
  readonly users: string;
  /** Groups, "Download groups". */
  readonly groups: string;
  /** Members of a group, "Download members"; or a folder of such files, each named as its group. */
  readonly members: string;
}

/**
 * The directory of the Entra admin center's own bulk downloads. Every security group of it is assigned. Managers are
 * not in a download.
 *
 * @throws {EmulatorError} that names every problem with its file, line and field, and what was expected
 */
export async function readCsvDirectory(files: CsvFiles): Promise<Directory> {
  const problems = new Problems();
  const users = await readCsvUsers(files.users, problems);
  const groups = await readCsvGroups(files.groups, problems);
  for (const file of await memberFiles(files.members)) await readCsvMembers(file, users, groups, problems);
  problems.throwIfAny();
  const domain = mostFrequentDomain(users.values());
  const assigned = [...groups.values()].filter(({ securityEnabled }) => securityEnabled);
  return {
    tenantDisplayName: domain,
    domain,
    users: [...users.values()],
    groups: [...groups.values()],
    assignments: { groups: assigned.map(({ id }) => id), users: [] },
  };
}

/** The file itself, or the CSV files of the folder. */
async function memberFiles(file: string): Promise<string[]> {
  const found = await stat(file).catch(() => null);
  if (found?.isDirectory() !== true) return [file];
  const names = (await readdir(file)).filter((name) => name.toLowerCase().endsWith(".csv")).toSorted();
  if (names.length > 0) return names.map((name) => path.join(file, name));
  throw new EmulatorError(
    `${file}: there is no .csv file in the folder; expected one for each group, named as the group.`,
  );
}

function mostFrequentDomain(users: Iterable<User>): string {
  const counts = new Map<string, number>();
  for (const { userPrincipalName, userType } of users) {
    const domain = userPrincipalName.slice(userPrincipalName.lastIndexOf("@") + 1).toLowerCase();
    if (userType === "Member") counts.set(domain, (counts.get(domain) ?? 0) + 1);
  }
  const [most] = [...counts].toSorted(([, one], [, other]) => other - one);
  return most?.[0] ?? "contoso.example";
}
