import { copyFile, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { Contoso } from "../entra/contoso.ts";
import { exportedState, settings } from "./recorded-stack.ts";

const FIXTURES = path.join(import.meta.dirname, "fixtures", "hosted");
const VERSIONS = await readdir(FIXTURES);

it.each(VERSIONS)(
  "a hosted stack of version %s previews without a replacement or a deletion",
  async (version) => {
    await using cleanup = new AsyncDisposableStack();
    const tenantFolder = await mkdtemp(path.join(os.tmpdir(), "recorded-tenant-"));
    cleanup.defer(() => rm(tenantFolder, { recursive: true, force: true }));
    await copyFile(path.join(FIXTURES, version, "tenant.json"), path.join(tenantFolder, "tenant.json"));
    const contoso = cleanup.use(await Contoso.open(tenantFolder));

    const stateFile = path.join(FIXTURES, version, "state.json");
    const { deployment } = exportedState.parse(JSON.parse(await readFile(stateFile, "utf8")));
    const recorded = deployment.resources.find(
      ({ type }) => type === "entra-provisioning:index:ConnectionTest",
    );
    const url = recorded?.inputs?.baseAddress;

    const upgraded = await contoso.stack("upgraded", { ...settings, endpoint: { url } });
    await upgraded.stack.call(["stack", "import", "--file", stateFile]);
    const preview = await upgraded.preview();
    expect(preview).toMatch(/\d+ unchanged/);
    expect(preview).not.toMatch(/to (replace|delete|create)|error:/);
  },
);
