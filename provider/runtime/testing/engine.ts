import type grpc from "@grpc/grpc-js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import { listen, type Listening } from "../server/listen.ts";

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
  readonly #server: Listening;

  private constructor(server: Listening, messages: EngineMessage[]) {
    this.#server = server;
    this.address = `127.0.0.1:${server.port}`;
    this.messages = messages;
  }

  static async start(): Promise<FakeEngine> {
    const messages: EngineMessage[] = [];
    const log: grpc.handleUnaryCall<LogRequest, emptyProto.Empty> = ({ request }, callback) => {
      const { severity, message, urn, ephemeral } = request.toObject();
      messages.push({ severity: SEVERITIES[severity] ?? "debug", message, urn, ephemeral });
      callback(null, new emptyProto.Empty());
    };
    const server = await listen(engineGrpc.EngineService, { log });
    return new FakeEngine(server, messages);
  }

  stop(): void {
    this.#server.stop();
  }
}
