import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { kubernetes } from "../../local/plugins/kubernetes/plugin.ts";
import { startControlPlane, type ControlPlane } from "./control-plane.ts";

const call = {
  urn: "",
  log: { info: () => {}, warn: () => {}, progress: () => {} },
  preview: false,
  signal: new AbortController().signal,
  timeout: undefined,
};

describe("the stand-in for the kubernetes plug-in", () => {
  let folder: string;
  let cluster: ControlPlane;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "entra-scim-kit-stand-in-"));
    cluster = await startControlPlane({ binaries: inject("controlPlaneBinaries"), folder });
  });

  afterAll(async () => {
    await cluster?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("shows a read in every run for an object that a program looks up by get, as the real plug-in does", async () => {
    const plugin = kubernetes({ KUBECONFIG: cluster.kubeconfig });
    await plugin.configure({}, call);
    const namespace = plugin.resource("kubernetes:core/v1:Namespace");
    const read = async () =>
      namespace?.read({ id: "default", inputs: {}, outputs: {} }, plugin.contextOf(call));
    const [first, second] = [await read(), await read()];
    const manager = expect.stringMatching(/^pulumi-kubernetes-[0-9a-f]{8}$/);
    expect(first?.outputs).toMatchObject({ kind: "Namespace", __fieldManager: manager });
    expect(second?.outputs).toEqual({ ...first?.outputs, __fieldManager: manager });
    expect(second?.outputs["__fieldManager"]).not.toBe(first?.outputs["__fieldManager"]);
  });
});
