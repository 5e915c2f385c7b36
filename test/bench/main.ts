import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { Client } from "pg";
import { z } from "zod";
import { benchEngine } from "../../entra-emulator/src/engine/bench.ts";
import { PostgresError } from "../../local/postgres/error.ts";
import { databaseServer } from "../support/database-server.ts";
import { SupportError } from "../support/error.ts";
import { bench, type BenchOptions } from "./bench.ts";
import { BenchError } from "./error.ts";
import { conditions, engineLine, markdown, rowLine, stackLines, whyNotPublished } from "./report.ts";
import { benchStack } from "./stack.ts";

const usage = `Usage: npm run bench -- [options]

Measures the SCIM service against a bare Koa and pg program on the same PostgreSQL (an embedded one, with full
durability, or the one that DATABASE_URL names) and prints tables in Markdown; then how fast the emulated Entra is, and
how long a \`pulumi up\` takes. Each row goes to standard error as soon as there is one.

  --quick          some minutes: 1,000 users, short slices; for a first look, not for publishing
  --users N,N      the numbers of users to measure at (default 1000,100000)
  --json FILE      writes the figures to FILE as well, again with each row: "complete" says whether that is all
  --help           shows this`;

const FULL: BenchOptions = {
  users: [1_000, 100_000],
  groupSizes: [0, 1_000, 100_000],
  newcomers: 30_000,
  connections: [10, 1],
  rounds: 5,
  sliceMilliseconds: 3_000,
  warmUpMilliseconds: 2_000,
};
const QUICK: BenchOptions = {
  ...FULL,
  users: [1_000],
  newcomers: 10_000,
  rounds: 2,
  sliceMilliseconds: 1_000,
  warmUpMilliseconds: 1_000,
};

/** Not the usual temporary folder on Linux: where that is in memory, a commit costs nothing and every figure flatters. */
const DURABLE = process.platform === "linux" ? { parent: "/var/tmp" } : {};

/** People whom the emulator's engine provisions into its stub. */
const ENGINE_PEOPLE = 5_000;

const arguments_ = z.object({
  quick: z.boolean().default(false),
  users: z
    .string()
    .transform((list) => list.split(",").map(Number))
    .pipe(z.array(z.number().int().min(1).max(1_000_000)).min(1))
    .optional(),
  json: z.string().optional(),
  help: z.boolean().default(false),
});

async function main(): Promise<void> {
  const given = readArguments();
  if (given.help) {
    console.log(usage);
    return;
  }
  const preset = given.quick ? QUICK : FULL;
  const options = given.users ? { ...preset, users: given.users.toSorted((a, b) => a - b) } : preset;

  await using stack = new AsyncDisposableStack();
  const serverUrl = await databaseServer(stack, DURABLE);
  const where = conditions(await describeServer(serverUrl));
  const unpublished = whyNotPublished(where);
  if (unpublished !== undefined) progress(unpublished);
  const save = async (figures: object, complete: boolean): Promise<void> => {
    if (given.json === undefined) return;
    const all = { complete, publishable: unpublished === undefined, conditions: where, options, ...figures };
    await writeFile(given.json, `${JSON.stringify(all, undefined, 2)}\n`);
  };
  const result = await bench(serverUrl, options, {
    progress,
    measured: async (rows) => {
      for (const row of rows.slice(-1)) progress(rowLine(row));
      await save({ rows }, false);
    },
  });
  progress("the emulator's engine");
  const engine = await benchEngine(ENGINE_PEOPLE);
  progress("pulumi up");
  const up = await benchStack();
  console.log(`\n${markdown(where, options, result)}\n${engineLine(engine)}\n${stackLines(up)}`);
  await save({ ...result, engine, up }, true);
}

/** For whoever waits; the report alone goes to standard output. */
function progress(line: string): void {
  console.error(line);
}

function readArguments(): z.infer<typeof arguments_> {
  try {
    const { values } = parseArgs({
      options: {
        quick: { type: "boolean" },
        users: { type: "string" },
        json: { type: "string" },
        help: { type: "boolean" },
      },
    });
    return arguments_.parse(values);
  } catch (error) {
    const why = error instanceof z.ZodError ? "--users takes numbers, such as 1000,100000" : messageOf(error);
    throw new BenchError(`${why}\n\n${usage}`, { cause: error });
  }
}

const serverDescription = z.object({ version: z.string(), fsync: z.string(), synchronousCommit: z.string() });

async function describeServer(url: string): Promise<z.infer<typeof serverDescription>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, string>>(`select
      current_setting('server_version') as version,
      current_setting('fsync') as fsync,
      current_setting('synchronous_commit') as "synchronousCommit"`);
    return serverDescription.parse(rows[0]);
  } finally {
    await client.end();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

try {
  await main();
} catch (error) {
  const ours = error instanceof BenchError || error instanceof SupportError || error instanceof PostgresError;
  console.error(ours ? error.message : error);
  process.exitCode = 1;
}
