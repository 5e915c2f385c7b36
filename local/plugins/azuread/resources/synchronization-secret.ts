import { z } from "zod";
import {
  isPropertyMap,
  type PropertyMap,
  type PropertyValue,
} from "../../../../provider/runtime/property-map/property-map.ts";
import type { GraphClient } from "../graph/client.ts";
import { defineResource } from "../resource.ts";
import { servicePrincipalId } from "../resource-id.ts";
import { notSettled } from "./synchronization-job.ts";

const credential = z.strictObject({ key: z.string().min(1), value: z.string() });
type Credential = z.output<typeof credential>;

const listed = z.object({ key: z.string(), value: z.string().nullish() });

/** What Graph answers instead of a secret. */
const MASKED = "*";

/** The secrets of an application's provisioning: tenant URL, token and settings; one such resource an application. */
export const synchronizationSecret = defineResource({
  token: "azuread:index/synchronizationSecret:SynchronizationSecret",
  inputs: z.strictObject({
    servicePrincipalId: servicePrincipalId.schema,
    credentials: z.array(credential).default([]),
  }),
  replaceOn: ["servicePrincipalId"],
  isSecret: ([property, , member]) => property === "credentials" && member === "value",

  async create(given, graph) {
    await put(given.servicePrincipalId, given.credentials, graph);
    return given.servicePrincipalId;
  },

  async read(given, known, graph) {
    const secrets = await graph.find(secretsPath(given), z.object({ value: z.array(listed) }));
    if (secrets === undefined) return undefined;
    return { credentials: merge(secrets.value, credentialsOf(known)), servicePrincipalId: given };
  },

  async update(given, { credentials }, _known, graph) {
    await put(given, credentials, graph);
  },

  /** There is no deletion: an empty value takes the secret out. */
  async delete(given, known, graph) {
    const keys = new Set(credentialsOf(known).map(({ key }) => key));
    const value = [...keys].map((key) => ({ key, value: "" }));
    await graph.command("PUT", { path: secretsPath(given), body: { value }, again: notSettled });
    await graph.until(`deletion of the secrets of ${given}`, async () => {
      const left = await graph.list(secretsPath(given), listed);
      return left.some(({ key }) => keys.has(key)) ? undefined : true;
    });
  },
});

function secretsPath(id: string): string {
  return `/v1.0${id}/synchronization/secrets`;
}

/** Like the real plugin, waits until as many secrets are listed as were written: one that was not declared hangs it. */
async function put(id: string, credentials: readonly Credential[], graph: GraphClient): Promise<void> {
  const path = secretsPath(id);
  await graph.command("PUT", { path, body: { value: credentials }, again: notSettled });
  const what = `${credentials.length} secrets of ${id} (declare every key that Entra keeps, SyncAll and SyncNotificationSettings too)`;
  await graph.until(what, async () => {
    const { length } = await graph.list(path, listed);
    return length === credentials.length ? true : undefined;
  });
}

/** What Entra lists, in the known order; a masked value is taken for the known one. */
function merge(found: readonly z.output<typeof listed>[], known: readonly Credential[]): PropertyValue[] {
  const place = (key: string) => {
    const at = known.findIndex((each) => each.key === key);
    return at === -1 ? known.length : at;
  };
  return found
    .toSorted((one, other) => place(one.key) - place(other.key))
    .map(({ key, value }) => {
      const before = known.find((each) => each.key === key)?.value;
      return { key, value: value === MASKED && before !== undefined ? before : (value ?? "") };
    });
}

function credentialsOf(known: PropertyMap): Credential[] {
  const list = known["credentials"];
  if (!Array.isArray(list)) return [];
  return list.flatMap((each) => {
    const { data } = credential.safeParse(isPropertyMap(each) ? each : undefined);
    return data === undefined ? [] : [data];
  });
}
