import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** What a child has written to stdout once it matches. Fails, with what it wrote, when the child ends before. */
export async function untilOutput(child: ChildProcess, wanted: RegExp): Promise<string> {
  let output = "";
  let errors = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (errors += chunk));
  child.stdout?.setEncoding("utf8");
  return new Promise((resolve, reject) => {
    child.stdout?.on("data", (chunk: string) => {
      output += chunk;
      if (wanted.test(output)) resolve(output);
    });
    child.once("exit", (code) =>
      reject(new Error(`ended with ${code ?? "a signal"}:\n${output}\n${errors}`)),
    );
    child.once("error", reject);
  });
}

/** Ends a child and waits until it is gone. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}
