import { EmulatorError } from "./error.ts";
import type { EngineApi } from "./engine-api.ts";

function pending(): Promise<never> {
  return Promise.reject(new EmulatorError("The provisioning engine is not wired in yet."));
}

/** Holds the engine's place until it is there. */
export function provisioningEngine(): EngineApi {
  return { runCycle: pending, validateCredentials: () => Promise.resolve(null), provisionOnDemand: pending };
}
