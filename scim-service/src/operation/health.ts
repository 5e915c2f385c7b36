import type { Service } from "../service.ts";
import { EntraPasswordError } from "../store/entra-password.ts";
import { NewerDatabaseError, pendingMigrations } from "../store/migrate.ts";

/** Longest wait for the database's answer, in milliseconds. */
const MAX_WAIT = 2_000;

/** Why the service cannot work at the moment, naming what is out of reach; undefined when it can. */
export async function unreadiness(service: Service): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(whatIsLate(service)), MAX_WAIT);
  });
  const asked = pendingMigrations(service.database).then(
    (pending) => (pending === 0 ? undefined : `${pending} migration(s) are still to be applied`),
    whatFailed,
  );
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}

function whatIsLate({ databasePassword }: Service): string {
  return databasePassword?.isAwaited
    ? "Microsoft Entra, which gives the password of the database, does not answer: allow https to it"
    : "the database does not answer";
}

function whatFailed(error: unknown): string {
  const isKnown = error instanceof NewerDatabaseError || error instanceof EntraPasswordError;
  return isKnown ? error.message : "the database is away";
}
