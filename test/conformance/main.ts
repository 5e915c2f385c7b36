import { PostgresError } from "../../local/postgres/error.ts";
import { createDatabase } from "../support/database.ts";
import { databaseServer } from "../support/database-server.ts";
import { SupportError } from "../support/error.ts";
import { issueToken, startScimService } from "../support/scim-service.ts";
import { ConformanceError } from "./error.ts";
import { pythonWithRequirements } from "./python.ts";
import { lenientDeviations, runTool, tools } from "./tools.ts";

const usage = `Usage: npm run test:conformance

Runs tools that others wrote to check SCIM servers (scim2-cli and scim-sanity, pinned, from PyPI) against the live
service, each with a database of its own, for a lenient tenant and for a strict one. Needs Python 3.10 or newer.`;

const tenants = [
  { name: "lenient", strict: false, deviations: lenientDeviations },
  { name: "strict", strict: true, deviations: [] },
] as const;

async function main(): Promise<boolean> {
  const python = await pythonWithRequirements((line) => console.log(line));
  await using stack = new AsyncDisposableStack();
  const serverUrl = await databaseServer(stack, { settings: { fsync: "off" } });

  const summary: string[] = [];
  let passed = true;
  for (const tenant of tenants) {
    for (const tool of tools) {
      await using run = new AsyncDisposableStack();
      const database = await createDatabase(serverUrl, "conformance");
      run.defer(() => database.drop());
      const service = await startScimService({ databaseUrl: database.url });
      run.defer(async () => void (await service.end("SIGTERM")));
      const { token } = await issueToken(service, tenant.name, { strict: tenant.strict });

      console.log(`\n== ${tool.name}, ${tenant.name} tenant`);
      const verdict = await runTool(python, tool, service.scimUrl, token, tenant.deviations);
      passed &&= verdict.passed;
      summary.push(
        `${verdict.passed ? "passed" : "FAILED"}  ${tool.name}, ${tenant.name} tenant  ${verdict.reason}`,
      );
    }
  }
  console.log(`\n== conformance\n${summary.join("\n")}`);
  for (const { tool, check, why } of lenientDeviations) console.log(`deviation  ${tool}, ${check}: ${why}`);
  return passed;
}

try {
  if (process.argv.includes("--help")) console.log(usage);
  else process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  const ours =
    error instanceof ConformanceError || error instanceof SupportError || error instanceof PostgresError;
  console.error(ours ? error.message : error);
  process.exitCode = 1;
}
