import grpc from "@grpc/grpc-js";
import engineService from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineProto from "@pulumi/pulumi/proto/engine_pb.js";
import type { Log } from "../log.ts";

/** Shows messages in the engine's output, at the resource with that URN. */
export interface EngineLog {
  at(urn: string): Log;
  /** Resolves when everything said so far has arrived, so that no message is lost when the operation ends. */
  flush(): Promise<void>;
  close(): void;
}

/** @param address the engine's `host:port`; undefined when there is no engine, then nothing is shown. */
export function connectEngineLog(address: string | undefined): EngineLog {
  const client =
    address === undefined
      ? undefined
      : new engineService.EngineClient(address, grpc.credentials.createInsecure());
  const pending = new Set<Promise<void>>();

  function send(severity: engineProto.LogSeverity, urn: string, message: string, ephemeral: boolean): void {
    if (client === undefined) return;
    const request = new engineProto.LogRequest();
    request.setSeverity(severity);
    request.setMessage(message);
    request.setUrn(urn);
    request.setEphemeral(ephemeral);
    const sent = new Promise<void>((resolve) => {
      // A message that the engine does not take is no reason to fail the deployment.
      client.log(request, () => resolve());
    });
    pending.add(sent);
    void sent.then(() => pending.delete(sent));
  }

  const { INFO, WARNING } = engineProto.LogSeverity;
  return {
    at: (urn) => ({
      info: (message) => send(INFO, urn, message, false),
      warn: (message) => send(WARNING, urn, message, false),
      progress: (message) => send(INFO, urn, message, true),
    }),
    flush: async () => {
      await Promise.all(pending);
    },
    close: () => client?.close(),
  };
}
