import { spawn, type ChildProcess } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { onFreePorts } from "../../local/free-ports.ts";

/** A Kubernetes control plane of this process: API server, etcd and controller manager, without any node. */
export interface ControlPlane {
  /** Path of a kubeconfig with cluster-admin rights. */
  readonly kubeconfig: string;
  readonly config: KubeConfig;
  stop(): Promise<void>;
}

/** Folder of the executables `etcd`, `kube-apiserver` and `kube-controller-manager`, and one for data and logs. */
export interface ControlPlaneOptions {
  readonly binaries: string;
  readonly folder: string;
}

/**
 * Starts a control plane on loopback and waits until it serves requests and the controllers run.
 *
 * Nothing is switched off that a manifest could trip over: RBAC, Pod Security admission, service accounts and the
 * controllers of workloads, disruption budgets and endpoint slices are the real ones.
 */
export function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  return onFreePorts(4, (ports) => startOnPorts(ports, options));
}

async function startOnPorts(ports: readonly number[], options: ControlPlaneOptions): Promise<ControlPlane> {
  const { folder } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const [etcdPort, peerPort, apiPort, managerPort] = ports;
  const token = randomBytes(24).toString("hex");
  const file = (name: string) => path.join(folder, name);

  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  await writeFile(file("sa.key"), privateKey.export({ type: "pkcs1", format: "pem" }), { mode: 0o600 });
  await writeFile(file("sa.pub"), publicKey.export({ type: "spki", format: "pem" }));
  await writeFile(file("tokens.csv"), `${token},admin,admin,system:masters\n`, { mode: 0o600 });

  const children: { name: string; process: ChildProcess }[] = [];
  const stop = async () => {
    for (const { process } of children.toReversed()) {
      if (process.exitCode !== null || process.signalCode !== null) continue;
      const exited = once(process, "exit");
      process.kill("SIGTERM");
      const killer = setTimeout(() => process.kill("SIGKILL"), 10_000);
      await exited;
      clearTimeout(killer);
    }
  };
  const start = (name: string, args: readonly string[]) => {
    const child = spawn(path.join(options.binaries, name), args, { stdio: ["ignore", "pipe", "pipe"] });
    const log = createWriteStream(file(`${name}.log`));
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    children.push({ name, process: child });
  };
  const until = async (what: string, check: () => Promise<boolean>) => {
    const deadline = Date.now() + 90_000;
    while (!(await check().catch(() => false))) {
      const dead = children.find(({ process }) => process.exitCode !== null || process.signalCode !== null);
      if (dead || Date.now() > deadline) {
        const name = dead?.name ?? "kube-apiserver";
        const log = await readFile(file(`${name}.log`), "utf8");
        throw new Error(
          `${what}: ${dead ? `${name} stopped` : "not within 90 s"}\n${log.split("\n").slice(-15).join("\n")}`,
        );
      }
      await delay(100);
    }
  };

  try {
    start("etcd", [
      `--data-dir=${file("etcd")}`,
      `--listen-client-urls=http://127.0.0.1:${etcdPort}`,
      `--advertise-client-urls=http://127.0.0.1:${etcdPort}`,
      `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
      `--initial-advertise-peer-urls=http://127.0.0.1:${peerPort}`,
      `--initial-cluster=default=http://127.0.0.1:${peerPort}`,
      "--unsafe-no-fsync",
      "--log-level=warn",
    ]);
    await until("etcd", async () => (await fetch(`http://127.0.0.1:${etcdPort}/health`)).ok);

    start("kube-apiserver", [
      `--etcd-servers=http://127.0.0.1:${etcdPort}`,
      "--bind-address=127.0.0.1",
      "--advertise-address=127.0.0.1",
      `--secure-port=${apiPort}`,
      `--cert-dir=${file("certificates")}`,
      `--token-auth-file=${file("tokens.csv")}`,
      "--authorization-mode=RBAC",
      "--service-cluster-ip-range=10.0.0.0/16",
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${file("sa.pub")}`,
      `--service-account-signing-key-file=${file("sa.key")}`,
      "--endpoint-reconciler-type=none",
    ]);
    const authority = file("certificates/apiserver.crt");
    const config = new KubeConfig();
    await until("kube-apiserver", async () => {
      await readFile(authority);
      config.loadFromOptions({
        clusters: [
          { name: "test", server: `https://127.0.0.1:${apiPort}`, caFile: authority, skipTLSVerify: false },
        ],
        users: [{ name: "admin", token }],
        contexts: [{ name: "test", cluster: "test", user: "admin" }],
        currentContext: "test",
      });
      await writeFile(file("kubeconfig"), config.exportConfig(), { mode: 0o600 });
      await config.makeApiClient(CoreV1Api).listNamespace();
      return true;
    });

    start("kube-controller-manager", [
      `--kubeconfig=${file("kubeconfig")}`,
      `--secure-port=${managerPort}`,
      "--bind-address=127.0.0.1",
      `--cert-dir=${file("certificates")}`,
      "--leader-elect=false",
      `--service-account-private-key-file=${file("sa.key")}`,
      `--root-ca-file=${authority}`,
      "--use-service-account-credentials=true",
      "--controllers=*,-nodeipam,-nodelifecycle,-cloud-node-lifecycle,-taint-eviction-controller",
    ]);
    // The service account `default` is made by a controller: once it is there, the controllers run.
    await until("kube-controller-manager", async () => {
      await config
        .makeApiClient(CoreV1Api)
        .readNamespacedServiceAccount({ name: "default", namespace: "default" });
      return true;
    });
    return { kubeconfig: file("kubeconfig"), config, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
