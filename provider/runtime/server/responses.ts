import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import type { Change, Checked, Problem } from "../plugin.ts";
import { encode, type IsSecret } from "../property-map/encoding.ts";

/** The answer to `Check` and `CheckConfig`. */
export function checkResponse(
  { inputs, problems }: Checked,
  isSecret: IsSecret,
): providerProto.CheckResponse {
  return new providerProto.CheckResponse()
    .setInputs(encode(inputs, isSecret))
    .setFailuresList(problems.map(checkFailure));
}

export function checkFailure({ property, reason }: Problem): providerProto.CheckFailure {
  return new providerProto.CheckFailure().setProperty(property).setReason(reason);
}

/** The answer to `Diff` and `DiffConfig`, in detail. */
export function diffResponse(changes: readonly Change[]): providerProto.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = providerProto.DiffResponse.DiffChanges;
  const { Kind } = providerProto.PropertyDiff;
  const kinds = {
    add: [Kind.ADD, Kind.ADD_REPLACE],
    delete: [Kind.DELETE, Kind.DELETE_REPLACE],
    update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
  } as const;
  const response = new providerProto.DiffResponse()
    .setChanges(changes.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setDiffsList(topLevel(changes))
    .setReplacesList(topLevel(changes.filter(({ replaces }) => replaces)))
    .setHasdetaileddiff(true);
  for (const { property, kind, replaces, inState } of changes) {
    const detail = new providerProto.PropertyDiff()
      .setKind(kinds[kind][replaces ? 1 : 0])
      .setInputdiff(inState !== true);
    response.getDetaileddiffMap().set(property, detail);
  }
  return response;
}

/** The names before the first `.` or `[`, each once. */
function topLevel(changes: readonly Change[]): string[] {
  return [...new Set(changes.map(({ property }) => /^[^.[]+/.exec(property)?.[0] ?? property))];
}
