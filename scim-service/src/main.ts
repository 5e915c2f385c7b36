import { ConfigError, readConfig } from "./config.ts";
import { createLog } from "./operation/log.ts";
import { migrateDatabase } from "./operation/migrate-database.ts";
import { startService } from "./operation/start.ts";
import { catalog } from "./scim/schema/catalog.ts";
import { loadSchemas, SchemaFileError } from "./scim/schema/load.ts";
import { NewerDatabaseError } from "./store/migrate.ts";

const USAGE = `usage: node src/main.ts          serve
       node src/main.ts migrate  apply the database's migrations and exit`;

async function serve(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const running = await startService(config, log);
  const stop = () => {
    // A second signal means now.
    process.once("SIGTERM", () => process.exit(1)).once("SIGINT", () => process.exit(1));
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.once("SIGTERM", stop).once("SIGINT", stop);
  await running.migrated;
}

async function migrateOnly(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const schemas = catalog(await loadSchemas(config.schemasDir));
  log.info({ applied: await migrateDatabase(config, schemas, log, "always") }, "database ready");
}

function fail(error: unknown): never {
  const isUsers =
    error instanceof ConfigError || error instanceof SchemaFileError || error instanceof NewerDatabaseError;
  console.error(isUsers ? error.message : error);
  process.exit(1);
}

const [command, ...rest] = process.argv.slice(2);
if (rest.length > 0 || (command !== undefined && command !== "serve" && command !== "migrate")) {
  console.error(USAGE);
  process.exit(2);
}
await (command === "migrate" ? migrateOnly() : serve()).catch(fail);
