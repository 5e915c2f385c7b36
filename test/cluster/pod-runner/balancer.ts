import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { DiscoveryV1Api, makeInformer, type KubeConfig, type V1EndpointSlice } from "@kubernetes/client-node";
import { keepWatching } from "./keep-watching.ts";
import type { PodRunner } from "./pod-runner.ts";

/** A TCP balancer in front of a Service, as a gateway is on a real cluster. */
export interface Balancer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Connections that found no ready endpoint or lost it before a byte was answered. */
  readonly refused: number;
  stop(): Promise<void>;
}

/**
 * Sends each new connection to the next endpoint that the live EndpointSlices call ready. Like a node's own balancing it
 * never retries and never moves an open connection.
 */
export async function startBalancer(
  config: KubeConfig,
  runner: PodRunner,
  service: { readonly name: string; readonly namespace: string },
  port = 0,
): Promise<Balancer> {
  const api = config.makeApiClient(DiscoveryV1Api);
  const labelSelector = `kubernetes.io/service-name=${service.name}`;
  const watched = `/apis/discovery.k8s.io/v1/namespaces/${service.namespace}/endpointslices`;
  const informer = makeInformer<V1EndpointSlice>(
    config,
    watched,
    async () => api.listNamespacedEndpointSlice({ namespace: service.namespace, labelSelector }),
    labelSelector,
  );
  const stopWatching = await keepWatching(informer);

  const ready = (): number[] =>
    informer.list().flatMap((slice) => {
      const containerPort = slice.ports?.[0]?.port ?? 0;
      const names = (slice.endpoints ?? [])
        .filter(({ conditions }) => conditions?.ready)
        .map(({ targetRef }) => targetRef?.name);
      return names.flatMap((name) => runner.pods.get(name ?? "")?.localPort(containerPort) ?? []);
    });

  let turn = 0;
  let refused = 0;
  const server = createServer((client) => {
    const ports = ready();
    const target = ports[turn++ % ports.length];
    if (target === undefined) {
      refused++;
      client.destroy();
      return;
    }
    const upstream = connect(target, "127.0.0.1");
    upstream.once("error", () => {
      if (upstream.bytesRead === 0) refused++;
      client.destroy();
    });
    client.once("error", () => upstream.destroy());
    client.pipe(upstream).pipe(client);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const { port: listening } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${listening}`,
    get refused() {
      return refused;
    },
    async stop() {
      server.close();
      await stopWatching();
    },
  };
}
