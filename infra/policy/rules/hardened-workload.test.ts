import { describe, expect, it } from "vitest";
import { judge, resource } from "../testing/stack.ts";
import { hardenedWorkload } from "./hardened-workload.ts";

const namespace = (labels: Record<string, string>) =>
  resource({ type: "kubernetes:core/v1:Namespace", props: { metadata: { labels } } });

describe("hardened-workload", () => {
  it.each([
    ["a restricted namespace", namespace({ "pod-security.kubernetes.io/enforce": "restricted" }), 0],
    ["a privileged namespace", namespace({ "pod-security.kubernetes.io/enforce": "privileged" }), 1],
    ["a namespace without a level", namespace({}), 1],
    [
      "a release with values",
      resource({ type: "kubernetes:helm.sh/v3:Release", props: { values: { replicaCount: 2 } } }),
      0,
    ],
    [
      "a release that loosens the security context",
      resource({
        type: "kubernetes:helm.sh/v3:Release",
        props: { values: { pod: { securityContext: { runAsUser: 0 } } } },
      }),
      1,
    ],
  ])("judges %s", async (_, made, count) => {
    expect((await judge(hardenedWorkload, [made])).violations).toHaveLength(count);
  });
});
