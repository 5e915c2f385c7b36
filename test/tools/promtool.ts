import path from "node:path";
import { cacheFolder } from "../../local/cache.ts";
import { buildProgram } from "../../local/go/build.ts";
import { openTerminal } from "../../local/terminal.ts";

/**
 * Builds Prometheus's promtool, once on a machine.
 *
 * @returns the executable.
 * @throws {Error} when the machine has no Go, or Go fails.
 */
export async function buildPromtool(): Promise<string> {
  const built = await buildProgram(
    {
      title: "promtool",
      duration: "about 6 minutes on 2 cores",
      executable: "promtool",
      module: path.join(import.meta.dirname, "promtool"),
      package: "github.com/prometheus/prometheus/cmd/promtool",
      flags: ["-trimpath", "-tags=remove_all_sd", "-ldflags=-s -w"],
      cache: cacheFolder(),
      searchPath: process.env["PATH"] ?? "",
    },
    openTerminal(),
    new AbortController().signal,
  );
  if (built === undefined) throw new Error("promtool is built by Go: install Go 1.26 or newer.");
  return built;
}
