import { realpath } from "node:fs/promises";
import semver from "semver";
import type { Terminal } from "../../terminal.ts";
import { buildProgram, builtProgram, GoBuildError, type GoProgram } from "../../go/build.ts";
import { engineProgram } from "./build.ts";
import { EngineError } from "./error.ts";
import { engineFromNpm, type NpmEngine } from "./from-npm.ts";
import { withLanguageHost } from "./language-host.ts";
import { onPath } from "./on-path.ts";
import { engineVersion, OLDEST_ENGINE } from "./version.ts";

/** A Pulumi engine that runs on this machine. */
export interface Engine {
  /** The executable. */
  readonly command: string;
  /** Such as `3.259.0`. */
  readonly version: string;
  /** For a person: where it came from. */
  readonly origin: string;
  /** What the engine's process needs in its environment beyond the caller's. */
  readonly env: Readonly<Record<string, string>>;
}

/** How the look-up reaches the machine. */
export interface EngineSources {
  readonly npm: (terminal: Terminal) => Promise<NpmEngine>;
  readonly build: GoProgram;
}

const machine: EngineSources = {
  npm: engineFromNpm,
  build: engineProgram,
};

/**
 * Finds the engine: `pulumi` on PATH, else one that was built before, else the npm package `pulumi`, which downloads it,
 * else a build of the pinned Go module. Says which it took.
 *
 * @throws {EngineError} when none of the ways works here; the message names all three.
 */
export async function findEngine(
  terminal: Terminal,
  signal: AbortSignal,
  sources: EngineSources = machine,
): Promise<Engine> {
  const hosted = async (command: string, version: string, origin: string): Promise<Engine> => ({
    ...(await withLanguageHost(command, sources.build.cache)),
    version,
    origin,
  });
  const tried: string[] = [];
  const installed = await onPath("pulumi", sources.build.searchPath);
  if (installed === undefined) {
    tried.push("pulumi is not on PATH");
  } else {
    const version = await engineVersion(await realpath(installed));
    if (version !== undefined && semver.gte(version, OLDEST_ENGINE)) {
      return hosted(installed, version, `${installed} on PATH`);
    }
    tried.push(
      version === undefined
        ? `${installed} does not answer \`pulumi version\``
        : `${installed} is ${version}, older than ${OLDEST_ENGINE}`,
    );
  }

  const cached = await builtProgram(sources.build);
  const cachedVersion = await engineVersion(cached);
  if (cachedVersion !== undefined) return hosted(cached, cachedVersion, `${cached}, built earlier`);

  const npm = await sources.npm(terminal);
  if ("command" in npm) return { ...npm, origin: `the npm package pulumi (${npm.command})`, env: {} };
  tried.push(`the npm package pulumi cannot download it: ${npm.unavailable}`);
  terminal.line(`${tried.join("; ")}.`);

  const built = await buildProgram(sources.build, terminal, signal).catch((error: unknown) => {
    throw error instanceof GoBuildError ? new EngineError(error.message, { cause: error }) : error;
  });
  const builtVersion = built === undefined ? undefined : await engineVersion(built);
  if (built !== undefined && builtVersion !== undefined) {
    return hosted(built, builtVersion, `${built}, built from local/pulumi/engine/go.mod`);
  }
  tried.push(built === undefined ? "go is not on PATH" : `${built} does not answer \`pulumi version\``);
  throw new EngineError(
    [
      "There is no Pulumi engine here:",
      ...tried.map((reason) => `  - ${reason}`),
      "One of these gives one:",
      `  - install the Pulumi CLI ${OLDEST_ENGINE} or newer (https://www.pulumi.com/docs/install/)`,
      "  - allow this machine to reach https://get.pulumi.com and https://github.com, so that the npm package pulumi can download it",
      "  - install Go 1.26 or newer (https://go.dev/dl/), so that it is built from local/pulumi/engine/go.mod in about 4 minutes",
    ].join("\n"),
  );
}
