import { RequestRecord, type RecordedOperation } from "../http/request-record.ts";
import type { Principal } from "../store/tokens.ts";
import type { BulkJob } from "./bulk-job.ts";
import { resolveReference, resolveReferences } from "./bulk-references.ts";

/**
 * What the console keeps of the operations that are over, as if each had been a request of its own.
 *
 * @param jobs in the order in which they came.
 */
export function recordOf(
  jobs: readonly BulkJob[],
  byBulkId: ReadonlyMap<string, BulkJob>,
  principal: Principal,
): readonly RecordedOperation[] {
  const idOf = (bulkId: string): string => byBulkId.get(bulkId)?.id ?? "";
  return jobs.flatMap(({ operation, target, given, id, ended }) => {
    if (!ended) return [];
    const { method, path, data } = operation;
    const isMade = method === "POST" && ended.status === 201;
    const record = new RequestRecord(principal, isMade ? id : resolveReference(given, idOf));
    record.readBody(resolveReferences(data, idOf));
    const verb = VERBS[method];
    return {
      ...ended,
      operation: target && verb !== undefined ? `${target.type.name}.${verb}` : "bulk",
      method,
      path,
      subject: record.subject,
    };
  });
}

/** As in the names of the endpoints that do the same. */
const VERBS: Readonly<Record<string, string>> = {
  POST: "create",
  PUT: "replace",
  PATCH: "patch",
  DELETE: "delete",
};
