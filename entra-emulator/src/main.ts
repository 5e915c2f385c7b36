import { randomUUID } from "node:crypto";
import { namesDirectory, readDirectory } from "./command/directory.ts";
import { type CommandOptions, parseOptions } from "./command/options.ts";
import { serve } from "./command/serve.ts";
import { succeeded, targetReport } from "./command/target-report.ts";
import { provisionTarget } from "./command/target-run.ts";
import { readToken } from "./command/token.ts";
import { EmulatorError } from "./error.ts";
import { applyDirectory } from "./tenant/apply-directory.ts";
import { newTenant } from "./tenant/new-tenant.ts";
import { TenantFile } from "./tenant/persistence.ts";
import { TenantStore } from "./tenant/store.ts";

/** Provisions into a target once; says whether it took everything. */
async function provision(options: CommandOptions, url: string): Promise<boolean> {
  const token = await readToken(options, process.env);
  const file = options.state === undefined ? null : new TenantFile(options.state, () => {});
  const kept = (await file?.load()) ?? null;
  const directory = await readDirectory(options);
  const tenant = kept ?? newTenant(randomUUID(), directory, []);
  const store = new TenantStore(tenant);
  if (kept !== null) applyDirectory(store, directory);
  const run = await provisionTarget(store, directory.assignments, { url, token });
  await file?.save(tenant);
  console.log(targetReport(run, url));
  return succeeded(run);
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.target !== undefined) {
    process.exitCode = (await provision(options, options.target)) ? 0 : 1;
    return;
  }
  const directory = await readDirectory(options);
  await serve({
    port: options.port,
    directory,
    update: namesDirectory(options),
    ...(options.state !== undefined && { stateFolder: options.state }),
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof EmulatorError ? error.message : error);
  process.exitCode = 1;
});
