import type { Service } from "../service.ts";
import { NewerDatabaseError, pendingMigrations } from "../store/migrate.ts";

/** Longest wait for the database's answer, in milliseconds. */
const PATIENCE = 2_000;

/** Why the service cannot work at the moment; undefined when it can. */
export async function unreadiness({ database }: Service): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve("the database does not answer"), PATIENCE);
  });
  const asked = pendingMigrations(database).then(
    (pending) => (pending === 0 ? undefined : `${pending} migration(s) are still to be applied`),
    (error: unknown) => (error instanceof NewerDatabaseError ? error.message : "the database is away"),
  );
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
