import { mkdir, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { cacheFolder } from "../../local/cache.ts";
import { buildProgram, type GoProgram } from "../../local/go/build.ts";
import { openTerminal } from "../../local/terminal.ts";

const MODULE = path.join(import.meta.dirname, "control-plane");
const VERSION = "k8s.io/component-base/version";
/** What `--version` and the API's version answer; helm compares it with the chart's kubeVersion. */
const KUBERNETES_FLAGS = [
  "-trimpath",
  `-ldflags=-s -w -X ${VERSION}.gitVersion=v1.36.3 -X ${VERSION}.gitMajor=1 -X ${VERSION}.gitMinor=36`,
];

const PROGRAMS = [
  program("etcd", "go.etcd.io/etcd/server/v3", "half a minute", ["-trimpath", "-ldflags=-s -w"]),
  program(
    "kube-apiserver",
    "k8s.io/kubernetes/cmd/kube-apiserver",
    "about 5 minutes on 2 cores",
    KUBERNETES_FLAGS,
  ),
  program(
    "kube-controller-manager",
    "k8s.io/kubernetes/cmd/kube-controller-manager",
    "about 1 minute",
    KUBERNETES_FLAGS,
  ),
];

/**
 * Builds etcd, the API server and the controller manager, once on a machine.
 *
 * @returns a folder with the three executables.
 * @throws {Error} when the machine has no Go, or Go fails.
 */
export async function controlPlaneBinaries(): Promise<string> {
  const terminal = openTerminal();
  const folder = path.join(cacheFolder(), "control-plane");
  await mkdir(folder, { recursive: true });
  for (const wanted of PROGRAMS) {
    const built = await buildProgram(wanted, terminal, new AbortController().signal);
    if (built === undefined) {
      throw new Error(`${wanted.title} is built by Go, which is not on PATH: install Go 1.26 or newer.`);
    }
    const link = path.join(folder, wanted.executable);
    await rm(link, { force: true });
    await symlink(built, link);
  }
  return folder;
}

function program(
  executable: string,
  goPackage: string,
  duration: string,
  flags: readonly string[],
): GoProgram {
  return {
    title: executable,
    duration,
    executable,
    flags,
    module: MODULE,
    package: goPackage,
    cache: cacheFolder(),
    searchPath: process.env["PATH"] ?? "",
  };
}
