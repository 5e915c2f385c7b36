import { execFile } from "node:child_process";
import semver from "semver";

/** The version that the kit's tests run with; an older engine on PATH is passed over. */
export const OLDEST_ENGINE = "3.259.0";

/** An engine of the npm package `pulumi` on PATH downloads itself at the first call; that is not what is asked here. */
const VERSION_TIMEOUT_MS = 10_000;

/** What `pulumi version` says, such as `3.259.0`; `undefined` when the command does not run or says something else. */
export async function engineVersion(command: string): Promise<string | undefined> {
  const output = await new Promise<string>((resolve) => {
    execFile(
      command,
      ["version"],
      { timeout: VERSION_TIMEOUT_MS, env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" } },
      (error, stdout) => resolve(error ? "" : stdout),
    );
  });
  return semver.clean(output.trim()) ?? undefined;
}
