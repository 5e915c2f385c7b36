import { RESOURCES } from "../registry.ts";
import { VERSION } from "../version.ts";

export function packageSchema(): object {
  return {
    name: "entra-provisioning",
    version: VERSION,
    resources: Object.fromEntries(RESOURCES.map((r) => [r.definition.type, {}])),
  };
}
