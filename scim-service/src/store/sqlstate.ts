import { REFUSED_OLDER } from "./migrations.ts";

/** What PostgreSQL or the connection to it reported, as far as this service acts on it. */
function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

// serialization_failure and deadlock_detected: nothing was done, and a repetition succeeds.
const TRANSIENT = new Set(["40001", "40P01"]);

export function isTransient(error: unknown): boolean {
  return TRANSIENT.has(codeOf(error));
}

/** The name of the violated constraint when a value must be unique, else undefined. */
export function uniqueViolation(error: unknown): string | undefined {
  return codeOf(error) === "23505" ? constraintOf(error) : undefined;
}

/** The name of the violated constraint when what a row refers to is not there, else undefined. */
export function referenceViolation(error: unknown): string | undefined {
  return codeOf(error) === "23503" ? constraintOf(error) : undefined;
}

/** undefined_table or invalid_schema_name: migrations have not run. */
export function isMissingTable(error: unknown): boolean {
  return codeOf(error) === "42P01" || codeOf(error) === "3F000";
}

/** A newer version of the service has migrated the database, and this one must not write to it. */
export function isNewerSchema(error: unknown): boolean {
  return codeOf(error) === "55000" && constraintOf(error) === REFUSED_OLDER;
}

function constraintOf(error: unknown): string {
  return error instanceof Error && "constraint" in error && typeof error.constraint === "string"
    ? error.constraint
    : "";
}

/** query_canceled: PostgreSQL ended a statement that took too long. */
export function isTooSlow(error: unknown): boolean {
  return codeOf(error) === "57014";
}

const UNAVAILABLE = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "28000", // invalid_authorization_specification
  "28P01", // invalid_password: it was changed here or there, not yet on the other side
  "3D000", // invalid_catalog_name: the database is being made
  "55000", // object_not_in_prerequisite_state: the database does not accept connections
  "57P01", // admin_shutdown
  "57P02", // crash_shutdown
  "57P03", // cannot_connect_now
  "57P05", // idle_session_timeout
  "57014", // query_canceled: the statement timeout
  "25P03", // idle_in_transaction_session_timeout
  "55P03", // lock_not_available
  "40001", // serialization_failure
  "40P01", // deadlock_detected
  "25006", // read_only_sql_transaction: a standby during a failover
]);

/** Whole classes: connection_exception; insufficient_resources, as disk_full; system_error, as io_error. */
const UNAVAILABLE_CLASSES = new Set(["08", "53", "58"]);

/** Whether the database is unreachable, starting, full, broken or too slow: the same request may succeed a little later. */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  if (UNAVAILABLE.has(code) || (code.length === 5 && UNAVAILABLE_CLASSES.has(code.slice(0, 2)))) return true;
  // The driver has no codes for these: a connection that ended, a connection or a reply that did not come in time.
  return (
    error instanceof Error &&
    /^(?:Connection terminated|Client has encountered a connection error|timeout exceeded|Query read timeout|Client was closed)/.test(
      error.message,
    )
  );
}
