import path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import type { OperationName } from "../operations/result.ts";
import { addRender, type RenderOptions } from "./render.ts";
import type { Selection } from "./select.ts";

/** What the command line asks of an operation. */
export interface RunOptions extends Selection {
  readonly customers: string;
  readonly parallel: number;
  readonly maxFailures?: number;
  readonly refresh?: boolean;
  readonly json?: string;
  readonly report?: string;
}

/** What the command line asks of a worker. */
export interface WorkOptions {
  readonly parallel: number;
  /** Cron expression in UTC: when to look for drift at all customers. */
  readonly drift?: string;
  readonly customers: string;
  readonly report?: string;
}

/** What to do for each command. */
export interface Actions {
  run(operation: OperationName, options: RunOptions): Promise<void>;
  work(options: WorkOptions): Promise<void>;
  render(folder: string, options: RenderOptions): Promise<void>;
}

const DESCRIPTIONS: Readonly<Record<OperationName, string>> = {
  plan: "what up would change; changes nothing",
  up: "make every stack what the file says, ring by ring",
  destroy: "take stacks away; with --only also one that the file does not name any more",
  status: "how every provisioning job is doing now",
  drift: "what differs from the file in Entra and in the SCIM service; changes nothing",
  import: "take set-ups that somebody made by hand into stacks; changes nothing in Entra",
  rotate: "new tokens for all, ring by ring, without a refused request",
};

const HELP = `
Exit code: 0 when all is well, 1 when something failed, was not begun or is in quarantine, 2 when something drifted,
130 after Ctrl-C. The state of stacks is in the backend that PULUMI_BACKEND_URL names. Jobs are kept in PostgreSQL: an
embedded one, or the one that FLEET_DATABASE_URL names. docs/fleet.md says more.`;

/** The command line. Commander itself ends the process for `--help` and for mistakes. */
export function commandLine(actions: Actions, cwd: string): Command {
  const program = new Command("npm run fleet --")
    .description("Many customers: one file, one stack each, one report.")
    .addHelpText("after", HELP)
    .showHelpAfterError("(--help shows every option)");
  const file = (name: string) => path.resolve(cwd, name);
  for (const [name, description] of Object.entries(DESCRIPTIONS)) {
    const command = program
      .command(name)
      .description(description)
      .option("--customers <file>", "the file of customers", file, file("customers.yaml"))
      .option("--only <names>", "these customers: contoso,fabrikam", list)
      .option("--ring <names>", "the customers of these rings", list)
      .option("--label <key=value>", "customers with this label; may be given several times", collect)
      .option("--parallel <n>", "customers at a time", count, 4)
      .option("--json <file>", "write the results as JSON", file)
      .option("--report <folder>", "write report.html and report.md", file);
    if (name === "up" || name === "rotate" || name === "destroy") {
      command.option("--max-failures <n>", "begin nothing more after so many failures", count);
    }
    if (name === "up") {
      command.option("--refresh", "look at what is really there first, and put back what drifted");
    }
    command.action((options: RunOptions) => actions.run(name as OperationName, options));
  }
  program
    .command("work")
    .description("do jobs of other commands until Ctrl-C; needs FLEET_DATABASE_URL")
    .option("--parallel <n>", "customers at a time", count, 4)
    .option("--drift <cron>", 'look for drift at these times in UTC, such as "0 3 * * *"')
    .option("--customers <file>", "with --drift, the file of customers", file, file("customers.yaml"))
    .option("--report <folder>", "with --drift, write report.html and report.md", file)
    .action((options: WorkOptions) => actions.work(options));
  addRender(program, (folder, options) => actions.render(folder, options), file);
  return program;
}

function list(text: string): string[] {
  return text.split(",").filter((part) => part !== "");
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

function count(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 1_000) return number;
  throw new InvalidArgumentError("A whole number from 1 to 1000 is expected.");
}
