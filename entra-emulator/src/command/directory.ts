import { readCsvDirectory } from "../directory/csv.ts";
import { generateDirectory } from "../directory/generate.ts";
import type { Directory } from "../directory/model.ts";
import { readYamlDirectory } from "../directory/yaml.ts";
import { EmulatorError } from "../error.ts";
import type { DirectoryOptions } from "./options.ts";

const invented = 25;

/** Whether the options name a directory. */
export function namesDirectory(options: DirectoryOptions): boolean {
  const { directory, usersCsv, groupsCsv, membersCsv, people } = options;
  return [directory, usersCsv, groupsCsv, membersCsv, people].some((option) => option !== undefined);
}

/**
 * The directory that the options name; an invented one when they name none.
 * @throws {EmulatorError} when they name several, or the files are wrong
 */
export async function readDirectory(options: DirectoryOptions): Promise<Directory> {
  const { directory, usersCsv, groupsCsv, membersCsv, people } = options;
  const csv = [usersCsv, groupsCsv, membersCsv].some((file) => file !== undefined);
  if (Number(directory !== undefined) + Number(csv) + Number(people !== undefined) > 1) {
    throw new EmulatorError("Give one of --directory, the three CSV files, or --people.");
  }
  if (directory !== undefined) return readYamlDirectory(directory);
  if (!csv) return generateDirectory({ people: people ?? invented });
  if (usersCsv === undefined || groupsCsv === undefined || membersCsv === undefined) {
    throw new EmulatorError("A directory from CSV needs --users-csv, --groups-csv and --members-csv.");
  }
  return readCsvDirectory({ users: usersCsv, groups: groupsCsv, members: membersCsv });
}
