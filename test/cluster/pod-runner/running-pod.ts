import { setTimeout as delay } from "node:timers/promises";
import {
  CoreV1Api,
  PatchStrategy,
  setHeaderOptions,
  type KubeConfig,
  type V1Container,
  type V1ContainerStatus,
  type V1Pod,
  type V1PodStatus,
  type V1Probe,
} from "@kubernetes/client-node";
import { freePort } from "../../../local/free-ports.ts";
import { Container, type ContainerCommand } from "./container.ts";
import { environmentOf } from "./environment.ts";
import { probeForever, probeOnce } from "./probe.ts";
import { mountsOf, writeVolumes } from "./volumes.ts";

/** What runs in place of an image: the command that stands for its entry point. */
export type Images = (image: string) => readonly [string, ...string[]];

/** A Pod that this machine runs, from its volumes to its last report. */
export class RunningPod {
  readonly #config: KubeConfig;
  readonly #pod: V1Pod;
  readonly #images: Images;
  readonly #folder: string;
  readonly #address: string;
  readonly #ports = new Map<number, number>();
  readonly #stopping = new AbortController();
  #container: Container | undefined;
  #restarts = 0;
  #ready = false;
  readonly #finished: Promise<void>;

  constructor(config: KubeConfig, pod: V1Pod, images: Images, folder: string, address: string) {
    this.#config = config;
    this.#pod = pod;
    this.#images = images;
    this.#folder = folder;
    this.#address = address;
    this.#finished = this.#run();
  }

  get name(): string {
    return this.#pod.metadata?.name ?? "";
  }

  get #namespace(): string {
    return this.#pod.metadata?.namespace ?? "";
  }

  /** What the main container wrote last. */
  get log(): string {
    return this.#container?.log ?? "";
  }

  /** How often the main container was started again. */
  get restarts(): number {
    return this.#restarts;
  }

  /** The local port that stands for a container port; undefined before the container was started. */
  localPort(containerPort: number): number | undefined {
    return this.#ports.get(containerPort);
  }

  /** As if the kernel's out-of-memory killer had struck. The container is started again. */
  kill(): void {
    this.#container?.signal("SIGKILL");
  }

  /** preStop, SIGTERM, grace period, and the last word to the API server, which then forgets the Pod. */
  async terminate(graceSeconds: number): Promise<void> {
    this.#stopping.abort();
    const began = Date.now();
    const preStop = this.#main.lifecycle?.preStop?.sleep?.seconds ?? 0;
    if (this.#container && preStop > 0) await delay(preStop * 1_000);
    await this.#container?.terminate(Math.max(1, graceSeconds - (Date.now() - began) / 1_000));
    await this.#finished;
    await this.#api
      .deleteNamespacedPod({ name: this.name, namespace: this.#namespace, gracePeriodSeconds: 0 })
      .catch(ignoreGone);
  }

  /** Ends the process without telling the API server: the control plane itself is about to stop. */
  async abandon(): Promise<void> {
    this.#stopping.abort();
    this.#container?.signal("SIGKILL");
    await this.#finished;
  }

  get #api(): CoreV1Api {
    return this.#config.makeApiClient(CoreV1Api);
  }

  get #main(): V1Container {
    const [main, ...others] = this.#pod.spec?.containers ?? [];
    if (!main || others.length > 0)
      throw new Error(`${this.name} has ${others.length + 1} containers, expected one`);
    return main;
  }

  async #run(): Promise<void> {
    const signal = this.#stopping.signal;
    try {
      for (const init of this.#pod.spec?.initContainers ?? []) {
        while (!signal.aborted && !(await this.#runInit(init))) {
          this.#restarts++;
          await this.#report({ phase: "Pending" }, `Init:CrashLoopBackOff`);
          await delay(Math.min(10_000, 500 * 2 ** this.#restarts), undefined, { signal }).catch(
            () => undefined,
          );
        }
      }
      this.#restarts = 0;
      while (!signal.aborted) {
        await this.#runMain();
        if (signal.aborted) return;
        this.#restarts++;
        await this.#report({ phase: "Running" }, "CrashLoopBackOff");
        await delay(Math.min(10_000, 250 * 2 ** this.#restarts), undefined, { signal }).catch(
          () => undefined,
        );
      }
    } catch (error) {
      await this.#report({ phase: "Pending", message: String(error) }, "CreateContainerConfigError");
      await delay(1_000, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await this.#run();
    }
  }

  async #command(container: V1Container): Promise<ContainerCommand> {
    const volumes = await writeVolumes(this.#config, this.#pod, this.#folder);
    for (const { containerPort } of container.ports ?? []) {
      if (!this.#ports.has(containerPort)) this.#ports.set(containerPort, await freePort());
    }
    const environment = await environmentOf(
      this.#config,
      this.#namespace,
      container,
      mountsOf(container, volumes),
      this.#ports,
    );
    const entry = container.command ?? this.#images(container.image ?? "");
    const [executable, ...args] = [...entry, ...(container.args ?? [])];
    if (executable === undefined) throw new Error(`no command stands for the image ${container.image}`);
    return { argv: [executable, ...args], environment };
  }

  async #runInit(container: V1Container): Promise<boolean> {
    await this.#report({ phase: "Pending" }, "PodInitializing");
    this.#container = new Container(await this.#command(container));
    const { exitCode } = await this.#container.exited;
    return exitCode === 0;
  }

  async #runMain(): Promise<void> {
    const container = new Container(await this.#command(this.#main));
    this.#container = container;
    const ended = new AbortController();
    const signal = AbortSignal.any([ended.signal, this.#stopping.signal]);
    const exited = this.#untilExit(container, ended);
    await this.#report({ phase: "Running" });

    const { startupProbe, readinessProbe, livenessProbe } = this.#main;
    if (startupProbe && !(await this.#started(startupProbe, signal))) container.signal("SIGTERM");
    const probes: Promise<void>[] = [];
    if (readinessProbe) {
      probes.push(
        probeForever(readinessProbe, this.#portOf, async (healthy) => this.#setReady(healthy), signal),
      );
    } else await this.#setReady(true);
    if (livenessProbe) {
      probes.push(
        probeForever(
          livenessProbe,
          this.#portOf,
          async (healthy) => {
            if (!healthy) container.signal("SIGTERM");
          },
          signal,
        ),
      );
    }
    await Promise.all([exited, ...probes]);
  }

  async #untilExit(container: Container, ended: AbortController): Promise<void> {
    await container.exited;
    ended.abort();
    await this.#setReady(false);
  }

  /** Whether the container answered its startup probe before the failure threshold. */
  async #started(probe: V1Probe, signal: AbortSignal): Promise<boolean> {
    for (let failures = 0; failures < (probe.failureThreshold ?? 3) && !signal.aborted; failures++) {
      if (await probeOnce(probe, this.#portOf)) return true;
      await delay((probe.periodSeconds ?? 10) * 1_000, undefined, { signal }).catch(() => undefined);
    }
    return signal.aborted;
  }

  readonly #portOf = (port: string | number): number => {
    const declared = (this.#main.ports ?? []).find(
      ({ name, containerPort }) => name === port || containerPort === port,
    );
    const local = declared && this.#ports.get(declared.containerPort);
    if (local === undefined) throw new Error(`${this.name} has no port ${port}`);
    return local;
  };

  async #setReady(ready: boolean): Promise<void> {
    if (this.#ready === ready) return;
    this.#ready = ready;
    await this.#report({ phase: "Running" });
  }

  /** What a kubelet would write into the Pod's status. */
  async #report(status: Pick<V1PodStatus, "phase" | "message">, waiting?: string): Promise<void> {
    const now = new Date();
    const condition = (type: string, holds: boolean) => ({
      type,
      status: holds ? "True" : "False",
      lastTransitionTime: now,
    });
    const running = status.phase === "Running" && waiting === undefined;
    const container: V1ContainerStatus = {
      name: this.#main.name,
      image: this.#main.image ?? "",
      imageID: "",
      ready: this.#ready,
      restartCount: this.#restarts,
      started: running,
      state: running
        ? { running: { startedAt: this.#container?.startedAt ?? now } }
        : { waiting: { reason: waiting ?? "" } },
    };
    const body: { status: V1PodStatus } = {
      status: {
        ...status,
        podIP: this.#address,
        podIPs: [{ ip: this.#address }],
        hostIP: "192.0.2.1",
        startTime: this.#pod.metadata?.creationTimestamp ?? now,
        conditions: [
          condition("PodScheduled", true),
          condition("Initialized", running),
          condition("ContainersReady", this.#ready),
          condition("Ready", this.#ready),
        ],
        containerStatuses: [container],
      },
    };
    await this.#api
      .patchNamespacedPodStatus(
        { name: this.name, namespace: this.#namespace, body },
        setHeaderOptions("Content-Type", PatchStrategy.MergePatch),
      )
      .catch(ignoreGone);
  }
}

/** A Pod that the API server has forgotten already needs no further word. */
function ignoreGone(error: unknown): void {
  const gone = typeof error === "object" && error !== null && "code" in error && error.code === 404;
  if (!gone) throw error;
}
