import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import type { RunRequest } from "@pulumi/pulumi/proto/language_pb.js";
import { LanguageHostError } from "./error.ts";
import type { HostOptions } from "./service.ts";

/**
 * How a run ended. `bail`: the program has told the user what is wrong, so the engine adds nothing. `error`: empty, or
 * what the engine shall say.
 */
export interface Outcome {
  readonly bail: boolean;
  readonly error: string;
}

/** The exit code by which `@pulumi/pulumi/cmd/run` says that it has logged the failure itself. */
const LOGGED_FAILURE = 32;

/** How long a cancelled program may take before it is killed. */
const CANCEL_GRACE_MS = 5_000;

/**
 * Runs one program in a Node process of its own, with this process's stdout and stderr, which the engine shows.
 *
 * @throws {LanguageHostError} when the program's folder has no `@pulumi/pulumi`
 */
export async function runProgram(
  request: RunRequest,
  { engineAddress, node, cancellation }: HostOptions,
): Promise<Outcome> {
  if (request.getAttachDebugger()) {
    throw new LanguageHostError(
      "--attach-debugger needs the language host of Pulumi's own release; install the pulumi CLI.",
    );
  }
  const options = runtimeOptions(request);
  const child = spawn(node, [...options.nodeArgs, ...runnerArgs(request, engineAddress)], {
    cwd: request.getPwd(),
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toObject())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      PULUMI_NODEJS_TYPESCRIPT: String(options.typescript),
    },
  });
  let killTimer: NodeJS.Timeout | undefined;
  const cancel = () => {
    child.kill("SIGTERM");
    killTimer = setTimeout(() => child.kill("SIGKILL"), CANCEL_GRACE_MS);
  };
  if (cancellation.signal.aborted) cancel();
  cancellation.signal.addEventListener("abort", cancel, { once: true });
  try {
    return await new Promise<Outcome>((resolve, reject) => {
      child.once("error", (error) =>
        reject(new LanguageHostError(`${node} could not be started: ${error.message}`)),
      );
      child.once("exit", (code, signal) => resolve(outcome(code, signal)));
    });
  } finally {
    clearTimeout(killTimer);
    cancellation.signal.removeEventListener("abort", cancel);
  }
}

function outcome(code: number | null, signal: NodeJS.Signals | null): Outcome {
  if (code === 0) return { bail: false, error: "" };
  if (code === LOGGED_FAILURE) return { bail: true, error: "" };
  return {
    bail: false,
    error:
      code === null
        ? `The program was ended by ${signal ?? "a signal"}`
        : `The program exited with code ${code}`,
  };
}

/** Arguments of the SDK's own runner, resolved from the program, so that one copy of the SDK is loaded. */
function runnerArgs(request: RunRequest, engineAddress: string): string[] {
  const info = request.getInfo();
  const folder = info?.getProgramDirectory() || request.getPwd();
  let runner: string;
  try {
    runner = createRequire(path.join(folder, "package.json")).resolve("@pulumi/pulumi/cmd/run");
  } catch (error) {
    throw new LanguageHostError(`${folder} has no @pulumi/pulumi; run npm install there before the engine.`, {
      cause: error,
    });
  }
  return [
    runner,
    `--monitor=${request.getMonitorAddress()}`,
    `--engine=${engineAddress}`,
    `--organization=${request.getOrganization()}`,
    `--project=${request.getProject()}`,
    `--root-directory=${info?.getRootDirectory() ?? request.getPwd()}`,
    `--stack=${request.getStack()}`,
    `--pwd=${request.getPwd()}`,
    `--parallel=${request.getParallel()}`,
    ...(request.getDryrun() ? ["--dry-run"] : []),
    info?.getEntryPoint() || request.getProgram(),
    ...request.getArgsList(),
  ];
}

/** `runtime.options` of Pulumi.yaml, as Pulumi's own host reads them. */
function runtimeOptions(request: RunRequest): { typescript: boolean; nodeArgs: string[] } {
  const given = request.getInfo()?.getOptions()?.toJavaScript() ?? {};
  const nodeArgs = given["nodeargs"];
  return {
    typescript: given["typescript"] !== false,
    nodeArgs: typeof nodeArgs === "string" ? nodeArgs.split(/\s+/).filter((arg) => arg !== "") : [],
  };
}
