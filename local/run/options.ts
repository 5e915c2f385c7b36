import path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import type { Plugins } from "../pulumi/stack/environment.ts";
import { LocalRunError } from "./error.ts";

/** Where the emulated tenant's users and groups come from. File names are absolute. */
export type DirectorySource =
  | { readonly kind: "yaml"; readonly file: string }
  | { readonly kind: "csv"; readonly users: string; readonly groups: string; readonly members: string }
  | { readonly kind: "people"; readonly count: number };

/** What `npm start` was asked to do. */
export interface RunOptions {
  readonly directory: DirectorySource;
  readonly plugins: Plugins;
  /** Let a day pass in the directory after the first cycle, and run another. */
  readonly day: boolean;
  /** Stay up after the summary until Ctrl-C. */
  readonly keep: boolean;
  /** Take everything down instead of bringing it up. */
  readonly destroy: boolean;
  /** File for the summary as JSON. */
  readonly json: string | undefined;
  /** File for the run as an HTML page. */
  readonly report: string | undefined;
}

/** The sample company. */
export const sampleDirectory = path.resolve(import.meta.dirname, "..", "directory.yaml");

interface Given {
  readonly directory?: string;
  readonly usersCsv?: string;
  readonly groupsCsv?: string;
  readonly membersCsv?: string;
  readonly people?: number;
  readonly plugins: Plugins;
  readonly day: boolean;
  readonly keep?: boolean;
  readonly destroy?: boolean;
  readonly json?: string;
  readonly report?: string;
}

const WHAT_A_DAY_DOES = `
A day is what happens in the directory between two provisioning cycles, so that changes are checked too: somebody joins,
somebody is renamed, leaves a group, is disabled or gets another manager, and a group is renamed. The next day brings
back those whom earlier days have sent away. --no-day leaves the directory as it is and runs one cycle.`;

/**
 * Reads the arguments of `npm start`. Prints the help and ends the process when it is asked for.
 *
 * @param cwd folder that file names are relative to: npm's INIT_CWD, as npm runs scripts in the checkout's root
 * @throws {LocalRunError} when options contradict each other
 */
export function parseOptions(args: readonly string[], cwd: string): RunOptions {
  const command = new Command("npm start --")
    .description(
      "Deploys the stack with the real Pulumi engine against an emulated Entra, provisions a directory into the SCIM " +
        "service, checks it user by user and prints a summary. State is kept in .local/, one stack per directory.",
    )
    .option("--directory <file>", "directory as YAML instead of the sample company (local/directory.yaml)")
    .option("--users-csv <file>", "users, as the Entra admin center's bulk download writes them")
    .option("--groups-csv <file>", "groups, likewise")
    .option(
      "--members-csv <file>",
      "group members, likewise: one file, or a folder with a file for each group",
    )
    .option("--people <n>", "a generated directory of that many people", wholeNumber)
    .option("--plugins <which>", "provider plugins: stand-in or real", plugins, "stand-in")
    .option("--no-day", "leave the directory as it is: no day passes in it")
    .option("--keep", "stay up after the summary, until Ctrl-C")
    .option("--destroy", "take the stack down and compare the tenant with what it was before")
    .option("--json <file>", "write the summary as JSON too")
    .option("--report <file>", "write the run as an HTML page too: what was made, the cycles, the check")
    .addHelpText("after", WHAT_A_DAY_DOES)
    .allowExcessArguments(false);
  const given = command.parse([...args], { from: "user" }).opts<Given>();
  const absolute = (file: string) => path.resolve(cwd, file);
  return {
    directory: directorySource(given, absolute),
    plugins: given.plugins,
    day: given.day,
    keep: given.keep ?? false,
    destroy: given.destroy ?? false,
    json: given.json === undefined ? undefined : absolute(given.json),
    report: given.report === undefined ? undefined : absolute(given.report),
  };
}

function directorySource(given: Given, absolute: (file: string) => string): DirectorySource {
  const { directory, people, usersCsv: users, groupsCsv: groups, membersCsv: members } = given;
  const csv = [users, groups, members].filter((file) => file !== undefined).length;
  const sources = [directory !== undefined, people !== undefined, csv > 0].filter(Boolean).length;
  if (sources > 1) {
    throw new LocalRunError("Give one directory: --directory, or --people, or the three --…-csv files.");
  }
  if (people !== undefined) return { kind: "people", count: people };
  if (csv === 0)
    return { kind: "yaml", file: directory === undefined ? sampleDirectory : absolute(directory) };
  if (users === undefined || groups === undefined || members === undefined) {
    throw new LocalRunError(
      "A directory from CSV needs all three: --users-csv, --groups-csv and --members-csv.",
    );
  }
  return { kind: "csv", users: absolute(users), groups: absolute(groups), members: absolute(members) };
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 100_000) return value;
  throw new InvalidArgumentError("A whole number from 1 to 100000 is expected.");
}

function plugins(text: string): Plugins {
  if (text === "stand-in" || text === "real") return text;
  throw new InvalidArgumentError("It is stand-in or real.");
}
