import { fstatSync } from "node:fs";
import { FUNCTIONS, RESOURCES } from "../registry.ts";
import { packageSchema } from "./package-schema.ts";
import { Session } from "../session.ts";
import { VERSION } from "../version.ts";
import { connectEngineLog } from "./engine-log.ts";
import { listen, type Listening } from "./listen.ts";
import { providerService } from "./service.ts";

export interface ServerOptions {
  /** `host:port` of the engine; without it, messages go nowhere. */
  readonly engineAddress?: string | undefined;
  readonly session?: Session;
}

/** Serves the provider on a free port of 127.0.0.1. */
export async function startServer(options: ServerOptions = {}): Promise<Listening> {
  const session = options.session ?? new Session(process.env);
  const service = providerService({
    version: VERSION,
    schema: () => JSON.stringify(packageSchema()),
    resources: RESOURCES,
    functions: FUNCTIONS,
    session,
    connectLog: connectEngineLog,
    log: connectEngineLog(options.engineAddress),
  });
  const listening = await listen(service);
  return {
    port: listening.port,
    stop: () => {
      session.cancel();
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
