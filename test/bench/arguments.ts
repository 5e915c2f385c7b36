import { parseArgs } from "node:util";
import { z } from "zod";
import { BenchError } from "./error.ts";
import { minutes, partLines } from "./estimate.ts";
import { type BenchOptions, FULL, type Part, PARTS, QUICK } from "./options.ts";

const usage = `Usage: npm run bench -- [options]

Measures the SCIM service, with the console's request log on, against a bare Koa and pg program on the same PostgreSQL (an
embedded one, with full durability, or the one that DATABASE_URL names) and prints tables in Markdown; then the emulated
Entra, a fleet and \`pulumi up\`. Each row goes to standard error as soon as there is one. Ctrl-C ends it with a report of
what there is and what is missing.

  --only ROWS,ROWS  only these groups of rows, see below
  --quick           some minutes: 1,000 users, short slices; for a first look, not for publishing
  --users N,N       the numbers of users to measure at (default ${FULL.users.join(",")}; at most 1000000)
  --json FILE       writes the figures to FILE as well, again with each row: "complete" says whether that is all
  --help            shows this

Groups of rows, with the minutes that they take on two cores (of a whole run ${minutes(FULL).toFixed(0)}, of \`--users 1000000
--only users,search,mix,pages\` ${minutes({ ...FULL, users: [1_000_000], parts: new Set(["users", "search", "mix", "pages"]) }).toFixed(0)}):

${partLines(FULL).join("\n")}`;

/** What the command line asks for. */
export interface Arguments {
  readonly options: BenchOptions;
  readonly json: string | undefined;
}

const values = z.object({
  quick: z.boolean().default(false),
  users: z
    .string()
    .transform((list) => list.split(",").map(Number))
    .pipe(z.array(z.number().int().min(1).max(1_000_000), "--users takes numbers up to 1000000: 1000,100000"))
    .optional(),
  only: z
    .string()
    .transform((list) => list.split(","))
    .pipe(z.array(z.enum(PARTS, `--only takes groups of rows: ${PARTS.join(",")}`)))
    .optional(),
  json: z.string().optional(),
  help: z.boolean().default(false),
});

/**
 * Reads the command line; shows the help and answers undefined where that is asked for.
 *
 * @throws {BenchError} for what it does not know, with the usage.
 */
export function readArguments(args: readonly string[]): Arguments | undefined {
  const given = parse(args);
  if (given.help) {
    console.log(usage);
    return undefined;
  }
  const preset = given.quick ? QUICK : FULL;
  const users = given.users ? [...new Set(given.users)].toSorted((a, b) => a - b) : preset.users;
  const parts: ReadonlySet<Part> = given.only ? new Set(given.only) : preset.parts;
  return { options: { ...preset, users, parts }, json: given.json };
}

function parse(args: readonly string[]): z.output<typeof values> {
  try {
    const text = { type: "string" } as const;
    const flag = { type: "boolean" } as const;
    const options = { quick: flag, users: text, only: text, json: text, help: flag };
    return values.parse(parseArgs({ args: [...args], options }).values);
  } catch (error) {
    const why =
      error instanceof z.ZodError ? error.issues.map(({ message }) => message).join("\n") : messageOf(error);
    throw new BenchError(`${why}\n\n${usage}`, { cause: error });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
