import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { BlockList, isIPv6 } from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { loadAllYaml, type V1NetworkPolicy, type V1NetworkPolicyPeer } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { stringify } from "yaml";
import { chartValues } from "../../infra/components/scim-service/chart-values.ts";
import type { ScimServiceArgs } from "../../infra/components/scim-service/scim-service.ts";

const CHART = path.resolve(import.meta.dirname, "../../charts/scim-service");
const run = promisify(execFile);

/** An address that a pod may want to reach. */
interface Target {
  readonly ip: string;
  readonly port: number;
  readonly protocol?: "TCP" | "UDP";
  /** Labels of the pod at that address, if it is one. */
  readonly labels?: Record<string, string>;
}

const ENTRA = { ip: "20.190.128.1", port: 443 };
const ENTRA_IPV6 = { ip: "2603:1006:2000::1", port: 443 };
const DNS: Target = { ip: "10.0.0.10", port: 53, protocol: "UDP", labels: { "k8s-app": "kube-dns" } };
const METADATA_SERVICE = { ip: "169.254.169.254", port: 443 };
const NEIGHBOUR = { ip: "10.1.2.3", port: 443 };

describe("the network policy that a stack's choices give", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "entra-scim-kit-policy-"));
  });
  afterAll(async () => rm(folder, { recursive: true, force: true }));

  it("lets a pod with workload identity sign in at Entra, and reach nothing else over https", async () => {
    const policy = await policyOf({ workloadIdentityClientId: "00000000-0000-0000-0000-000000000001" }, 5432);
    expect([ENTRA, ENTRA_IPV6].map((target) => allows(policy, target))).toEqual([true, true]);
    expect([METADATA_SERVICE, NEIGHBOUR].map((target) => allows(policy, target))).toEqual([false, false]);
  });

  it("keeps a pod without workload identity from everything but its database and name resolution", async () => {
    const policy = await policyOf({}, 5432);
    expect(allows(policy, { ip: "10.1.0.4", port: 5432 })).toBe(true);
    expect(allows(policy, DNS)).toBe(true);
    expect([ENTRA, ENTRA_IPV6, NEIGHBOUR].map((target) => allows(policy, target))).toEqual([
      false,
      false,
      false,
    ]);
  });

  it("lets a pod with a console ask the identity provider, which signs people in", async () => {
    const console = { issuer: "https://login.example.com/v2.0", clientId: "console", clientSecret: "unused" };
    const policy = await policyOf({ console }, 5432);
    expect([ENTRA, ENTRA_IPV6].map((target) => allows(policy, target))).toEqual([true, true]);
    expect([METADATA_SERVICE, NEIGHBOUR].map((target) => allows(policy, target))).toEqual([false, false]);
  });

  it("follows the port of the database", async () => {
    const policy = await policyOf({}, 6432);
    expect(allows(policy, { ip: "10.1.0.4", port: 6432 })).toBe(true);
    expect(allows(policy, { ip: "10.1.0.4", port: 5432 })).toBe(false);
  });

  async function policyOf(args: Partial<ScimServiceArgs>, port: number): Promise<V1NetworkPolicy> {
    const values = chartValues(
      { publicUrl: "https://scim.example.com", database: {}, schemas: {}, ...args },
      {
        database: { name: "database", key: "uri", port },
        adminKey: "admin",
        console: { name: "console", checksum: "1" },
      },
    );
    const file = path.join(folder, "values.yaml");
    await writeFile(file, stringify(values));
    const { stdout } = await run(inject("helm"), ["template", "scim", CHART, "-f", file]);
    const policy = loadAllYaml(stdout).find(isNetworkPolicy);
    if (policy === undefined) throw new Error("the chart rendered no NetworkPolicy");
    return policy;
  }
});

function isNetworkPolicy(manifest: unknown): manifest is V1NetworkPolicy {
  return (
    typeof manifest === "object" &&
    manifest !== null &&
    "kind" in manifest &&
    manifest.kind === "NetworkPolicy"
  );
}

/** What a network plug-in decides for egress (Kubernetes, "Network Policies"): one rule whose port and peer both match. */
function allows(policy: V1NetworkPolicy, target: Target): boolean {
  return (policy.spec?.egress ?? []).some(
    ({ ports, to }) =>
      (ports ?? []).some(
        ({ port, protocol }) => port === target.port && (protocol ?? "TCP") === (target.protocol ?? "TCP"),
      ) &&
      (to === undefined || to.some((peer) => matches(peer, target))),
  );
}

function matches({ ipBlock, podSelector }: V1NetworkPolicyPeer, { ip, labels }: Target): boolean {
  if (ipBlock) {
    return within(ip, [ipBlock.cidr]) && !within(ip, ipBlock.except ?? []);
  }
  const wanted = Object.entries(podSelector?.matchLabels ?? {});
  return labels !== undefined && wanted.every(([label, value]) => labels[label] === value);
}

/** Whether an address is in one of the blocks of its own family: a BlockList takes `::/0` for IPv4 as well. */
function within(ip: string, blocks: readonly string[]): boolean {
  const family = familyOf(ip);
  const list = new BlockList();
  for (const block of blocks) {
    const [network = "", prefix] = block.split("/");
    if (familyOf(network) === family) list.addSubnet(network, Number(prefix), family);
  }
  return list.check(ip, family);
}

function familyOf(ip: string): "ipv4" | "ipv6" {
  return isIPv6(ip) ? "ipv6" : "ipv4";
}
