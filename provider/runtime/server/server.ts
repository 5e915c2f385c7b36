import { fstatSync } from "node:fs";
import { FUNCTIONS, RESOURCES } from "../../registry.ts";
import { packageSchema } from "../schema/package-schema.ts";
import { Clients } from "../../clients.ts";
import { VERSION } from "../../version.ts";
import { connectEngineLog } from "./engine-log.ts";
import { listen, type Listening } from "./listen.ts";
import { providerService } from "./provider-service.ts";

export interface ServerOptions {
  /** `host:port` of the engine; without it, messages go nowhere. */
  readonly engineAddress?: string | undefined;
  readonly clients?: Clients;
}

/** Serves the provider on a free port of 127.0.0.1. */
export async function startServer(options: ServerOptions = {}): Promise<Listening> {
  const clients = options.clients ?? new Clients(process.env);
  const service = providerService({
    version: VERSION,
    schema: () => JSON.stringify(packageSchema()),
    resources: RESOURCES,
    functions: FUNCTIONS,
    clients,
    connectLog: connectEngineLog,
    log: connectEngineLog(options.engineAddress),
  });
  const listening = await listen(service);
  return {
    port: listening.port,
    stop: () => {
      clients.cancel();
      listening.stop();
    },
  };
}

/**
 * Ends the process when the engine is gone. The engine holds the other end of our standard input, which closes even
 * when it is killed.
 */
export function exitWithEngine(): void {
  if (!fstatSync(0).isFIFO() && !fstatSync(0).isSocket()) return;
  process.stdin.on("end", () => process.exit(0));
  process.stdin.on("error", () => process.exit(0));
  process.stdin.resume();
}
