import { access } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { requiredPackages } from "../language-host/packages.ts";
import { EngineError } from "./error.ts";
import { onPath } from "./on-path.ts";
import { whyUnreachable } from "./reachable.ts";

const program = path.resolve(import.meta.dirname, "..", "..", "..", "infra");

/** Where the engine downloads plug-ins from that it does not find on the machine. */
const DOWNLOAD_ORIGIN = "https://get.pulumi.com";

/** Where the engine looks for plug-ins. */
export interface PluginSources {
  /** As the variable PATH. */
  readonly searchPath: string;
  /** The variable PULUMI_HOME. */
  readonly home: string | undefined;
  readonly downloadOrigin?: string;
}

/**
 * Makes sure that the engine can have a real plug-in of the program: it tries a download for minutes before it fails.
 *
 * @param name such as `azuread`
 * @throws {EngineError} when it is not on the machine and cannot be downloaded
 */
export async function requireRealPlugin(
  name: string,
  { searchPath, home = path.join(os.homedir(), ".pulumi"), downloadOrigin = DOWNLOAD_ORIGIN }: PluginSources,
): Promise<void> {
  if ((await onPath(`pulumi-resource-${name}`, searchPath)) !== undefined) return;
  const { version } = (await requiredPackages(program)).find((each) => each.name === name) ?? {};
  const installed = path.join(home, "plugins", `resource-${name}-v${version}`);
  const present = await access(installed).then(
    () => true,
    () => false,
  );
  if (present) return;
  const reason = await whyUnreachable(downloadOrigin);
  if (reason === undefined) return;
  throw new EngineError(
    `The real plug-in ${name} ${version} is neither on PATH nor in ${path.dirname(installed)}, and ${downloadOrigin}, ` +
      `where the engine would download it from, cannot be reached (${reason}). Leave out --plugins real, or run this on ` +
      `a machine that has it: pulumi plugin install resource ${name} ${version}`,
  );
}
