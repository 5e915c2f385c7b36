import { NAME } from "../package.ts";
import type { PropertyMap } from "../runtime/property-map/property-map.ts";
import { tokenOf } from "../runtime/schema/package-schema.ts";
import { PluginProcess } from "../runtime/testing/plugin-process.ts";

/**
 * The provider's process.
 *
 * @param environment all that it sees of the environment, beside PATH and HOME
 * @param configuration as `new Provider(…)` gives it
 */
export function startPlugin(
  environment: Readonly<Record<string, string>>,
  configuration?: PropertyMap,
): Promise<PluginProcess> {
  const executable = new URL(`../pulumi-resource-${NAME}`, import.meta.url);
  return PluginProcess.start({
    executable,
    environment,
    configuration,
    tokenOf: (name) => tokenOf(NAME, name),
  });
}
