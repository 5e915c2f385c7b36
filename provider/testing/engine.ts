import grpc from "@grpc/grpc-js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";

export interface EngineMessage {
  readonly severity: "debug" | "info" | "warning" | "error";
  readonly message: string;
  readonly urn: string;
  /** Whether it is progress, gone when the operation ends. */
  readonly ephemeral: boolean;
}

const SEVERITIES = ["debug", "info", "warning", "error"] as const;

/** The part of the engine that providers send their messages to. */
export class FakeEngine {
  readonly address: string;
  readonly messages: EngineMessage[];
  readonly #server: grpc.Server;

  private constructor(server: grpc.Server, address: string, messages: EngineMessage[]) {
    this.#server = server;
    this.address = address;
    this.messages = messages;
  }

  static async start(): Promise<FakeEngine> {
    const messages: EngineMessage[] = [];
    const log: grpc.handleUnaryCall<LogRequest, emptyProto.Empty> = ({ request }, callback) => {
      const { severity, message, urn, ephemeral } = request.toObject();
      messages.push({ severity: SEVERITIES[severity] ?? "debug", message, urn, ephemeral });
      callback(null, new emptyProto.Empty());
    };
    const server = new grpc.Server();
    server.addService(engineGrpc.EngineService, { log });
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
    return new FakeEngine(server, `127.0.0.1:${port}`, messages);
  }

  stop(): void {
    this.#server.forceShutdown();
  }
}
