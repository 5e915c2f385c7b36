import { Document, parseDocument, Scalar } from "yaml";
import type { AssignmentEntry } from "./assignments.ts";
import type { AdoptedSettings } from "./settings.ts";

/**
 * The text of `Pulumi.<stack>.yaml` with the adopted settings in it. Everything else in it stays: the stack's salt, a
 * token that is set already, other packages' settings, comments.
 *
 * @param existing The file as it is, if there is one.
 * @throws {RangeError} naming the settings that are there already and would be overwritten.
 */
export function stackFile(existing: string | undefined, project: string, settings: AdoptedSettings): string {
  const document: Document = existing === undefined ? new Document({}) : parseDocument(existing);
  const { endpoint, application, assignments, profile, provisioning } = settings;
  const values = [
    { path: ["endpoint", "url"], value: endpoint.url },
    { path: ["application"], value: application },
    { path: ["assignments", "groups"], value: listed(assignments.groups) },
    { path: ["assignments", "users"], value: listed(assignments.users) },
    { path: ["profile"], value: profile },
    { path: ["provisioning"], value: Object.keys(provisioning).length === 0 ? undefined : provisioning },
  ].flatMap(({ path: [key, ...rest], value }) => {
    return value === undefined ? [] : [{ path: ["config", `${project}:${key}`, ...rest], value }];
  });
  const there = values.filter(({ path }) => document.hasIn(path)).map(({ path }) => path.slice(1).join("."));
  if (there.length > 0) throw new RangeError(there.join(", "));
  for (const { path, value } of values) document.setIn(path, document.createNode(value));
  return document.toString({ lineWidth: 0 });
}

/** Ids, each with the name that it stands for as a comment. */
function listed(entries: readonly AssignmentEntry[]): unknown[] | undefined {
  if (entries.length === 0) return undefined;
  return entries.map(({ name, role, displayName }) => {
    const id = new Scalar(name);
    id.comment = ` ${displayName}`;
    return role === undefined ? id : { name: id, role };
  });
}
