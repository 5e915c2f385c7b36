import { CoreV1Api } from "@kubernetes/client-node";
import { startWriters, type Writers } from "../faults/ledger.ts";
import { createGroup } from "../faults/service.ts";
import { ScimClient } from "../support/scim-client.ts";
import { issueToken } from "../support/scim-service.ts";
import type { SelfHosted } from "./self-hosted.ts";

/** Writers that go on through the balancer, and what they were told. */
export interface Load extends Writers {
  /** What the service lacks of what it acknowledged; empty when nothing was lost. */
  lost(): Promise<string[]>;
}

let tenants = 0;

/** Writes into a tenant of its own, with a token that no rotation touches. */
export async function startLoad(world: SelfHosted): Promise<Load> {
  const access = { origin: world.balancer.url, adminKey: await adminKeyOf(world) };
  const { token } = await issueToken(access, `load-${++tenants}`);
  const client = new ScimClient(`${world.balancer.url}/scim/v2`, token);
  const groupId = await createGroup(client, "Load");
  const writers = startWriters([client], groupId);
  return { ...writers, lost: async () => writers.ledger.lost(client, groupId) };
}

/** The admin key as the stack's Secret holds it. */
async function adminKeyOf({ cluster }: SelfHosted): Promise<string> {
  const secrets = await cluster.config.makeApiClient(CoreV1Api).listNamespacedSecret({ namespace: "scim" });
  const encoded = secrets.items.map(({ data }) => data?.["adminKey"]).find((value) => value !== undefined);
  if (encoded === undefined) throw new Error("no Secret of the namespace holds an admin key");
  return Buffer.from(encoded, "base64").toString("utf8");
}
