import { spawn } from "node:child_process";
import { once } from "node:events";

/** A conformance checker that others wrote. */
export interface Tool {
  readonly name: string;
  /** Python that starts it: so that the token goes in by the environment, never on the command line. */
  readonly program: string;
  arguments(scimUrl: string): readonly string[];
  environment(scimUrl: string, token: string): Readonly<Record<string, string>>;
  /**
   * What its output holds when it has checked both resource types. Either tool takes what it cannot find (say, a
   * resource type that `/ResourceTypes` leaves out) for something not to check, and then ends well.
   */
  readonly evidence: readonly RegExp[];
}

/** The tools, in the versions of `requirements.txt`. */
export const tools: readonly Tool[] = [
  {
    name: "scim2-cli test",
    program: "from scim2_cli import cli; cli()",
    arguments: () => ["test", "--verbose"],
    environment: (scimUrl, token) => ({
      SCIM_CLI_URL: scimUrl,
      SCIM_CLI_HEADERS: `Authorization: Bearer ${token}`,
    }),
    evidence: [/Successfully replaced User\b.* object/, /Successfully replaced Group\b.* object/],
  },
  {
    name: "scim-sanity probe",
    program: "from scim_sanity.cli import main; main(auto_envvar_prefix='SCIM_SANITY')",
    arguments: (scimUrl) => ["probe", scimUrl, "--strict", "--i-accept-side-effects"],
    environment: (_scimUrl, token) => ({ SCIM_SANITY_PROBE_TOKEN: token }),
    evidence: [/PASS.*DELETE \/Users\/\{id\}/, /PASS.*DELETE \/Groups\/\{id\}/],
  },
];

/** What a tool said of a server. */
export interface Verdict {
  readonly passed: boolean;
  /** Empty when it passed. */
  readonly reason: string;
}

/** Runs a tool against a live server, passing its output on as it comes. */
export async function runTool(python: string, tool: Tool, scimUrl: string, token: string): Promise<Verdict> {
  const child = spawn(python, ["-c", tool.program, ...tool.arguments(scimUrl)], {
    env: { PATH: process.env["PATH"], PYTHONUNBUFFERED: "1", ...tool.environment(scimUrl, token) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    process.stdout.write(chunk);
  });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) return { passed: false, reason: `ended with ${code ?? "a signal"}` };
  const missing = tool.evidence.find((pattern) => !pattern.test(output));
  return missing
    ? {
        passed: false,
        reason: `ended well without having checked everything: its output lacks ${missing.source}`,
      }
    : { passed: true, reason: "" };
}
