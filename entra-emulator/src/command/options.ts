import { Command, InvalidArgumentError } from "commander";

/** Where the directory comes from: one of these, or a small invented company. */
export interface DirectoryOptions {
  readonly directory?: string;
  readonly usersCsv?: string;
  readonly groupsCsv?: string;
  readonly membersCsv?: string;
  readonly people?: number;
}

export interface CommandOptions extends DirectoryOptions {
  readonly port: number;
  readonly state?: string;
  readonly target?: string;
  readonly token?: string;
  readonly tokenFile?: string;
}

const help = `
Without --target it serves Microsoft Graph's side of provisioning on https://localhost:PORT until it is stopped.
With --target it provisions the directory into that SCIM endpoint once and reports what an administrator would see.

The bearer token of the target: in ENTRA_SCIM_TOKEN or in a file (--token-file). --token works too, but shows in the
list of processes to everyone on this machine.

Examples:
  npm run emulator -- --people 200
  ENTRA_SCIM_TOKEN=... npm run emulator -- --target https://scim.example.com/scim/v2 --directory company.yaml`;

/** The options of the command line; commander itself ends the process for \`--help\` and for mistakes. */
export function parseOptions(argv: readonly string[]): CommandOptions {
  return new Command("npm run emulator --")
    .description("Microsoft Entra ID as far as provisioning needs it, on this machine.")
    .option("--port <port>", "port to serve on", parsePort, 8443)
    .option("--state <folder>", "keep tenant and certificate authority here; a kept tenant goes on as it was")
    .option("--directory <file>", "people and groups from a YAML file")
    .option("--users-csv <file>", "people from the admin center's bulk download")
    .option("--groups-csv <file>", "groups from the admin center's bulk download")
    .option("--members-csv <file>", "memberships likewise: one file, or a folder with a file for each group")
    .option("--people <number>", "an invented company of so many people (default: 25)", parsePeople)
    .option("--target <url>", "SCIM endpoint to provision into, with ?aadOptscim062020 for that dialect")
    .option("--token-file <file>", "file with the target's bearer token")
    .option("--token <token>", "the target's bearer token")
    .addHelpText("after", help)
    .showHelpAfterError("(--help shows every option)")
    .parse(argv, { from: "user" })
    .opts<CommandOptions>();
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError("A port is a number from 0 (any free one) to 65535.");
}

function parsePeople(text: string): number {
  const people = Number(text);
  if (Number.isInteger(people) && people >= 1 && people <= 1_000_000) return people;
  throw new InvalidArgumentError("A number from 1 to 1000000 is expected.");
}
