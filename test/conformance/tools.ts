import { spawn } from "node:child_process";
import { once } from "node:events";
import { stripVTControlCharacters } from "node:util";

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
  /** The names of failed checks in its output. */
  failures(output: string): readonly string[];
}

/** A check that the service fails on purpose, and why. */
export interface Deviation {
  readonly tool: string;
  readonly check: string;
  readonly why: string;
}

/**
 * What Entra's own documents ask of a group's PATCH and what this tool asks contradict each other. A lenient tenant does
 * as Entra asks; a strict one as the tool does, without a deviation.
 */
export const lenientDeviations: readonly Deviation[] = [
  {
    tool: "scim-sanity probe",
    check: "PATCH /Groups/{id}",
    why: "Entra expects 204 for a rename, the tool 200 with the group",
  },
  {
    tool: "scim-sanity probe",
    check: "PATCH /Groups/{id} add member",
    why: "an id that nobody has is refused, so that Entra learns of a user deleted here; the tool sends one and expects 200",
  },
  {
    tool: "scim-sanity probe",
    check: "PATCH /Groups/{id} remove members",
    why: "Entra expects 204 for changed members, the tool 200 with the group",
  },
];

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
    failures: (output) => [...output.matchAll(/^(?:ERROR|CRITICAL)\b.*$/gm)].map(([line]) => line),
    evidence: [/Successfully replaced User\b.* object/, /Successfully replaced Group\b.* object/],
  },
  {
    name: "scim-sanity probe",
    program: "from scim_sanity.cli import main; main(auto_envvar_prefix='SCIM_SANITY')",
    arguments: (scimUrl) => ["probe", scimUrl, "--strict", "--i-accept-side-effects"],
    environment: (_scimUrl, token) => ({ SCIM_SANITY_PROBE_TOKEN: token }),
    failures: (output) => [...output.matchAll(/\[FAIL\]\s+(.+?)\s*$/gm)].map(([, check = ""]) => check),
    evidence: [/PASS.*DELETE \/Users\/\{id\}/, /PASS.*DELETE \/Groups\/\{id\}/],
  },
];

/** What a tool said of a server. */
export interface Verdict {
  readonly passed: boolean;
  /** Why it failed, or with which deviations it passed. */
  readonly reason: string;
}

/**
 * Runs a tool against a live server, passing its output on as it comes. It passes when it fails exactly the checks that
 * are named as deviations: one that no longer fails is reported too, so that the list stays true.
 */
export async function runTool(
  python: string,
  tool: Tool,
  scimUrl: string,
  token: string,
  deviations: readonly Deviation[],
): Promise<Verdict> {
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
  const expected = deviations.filter((each) => each.tool === tool.name).map(({ check }) => check);
  const failed = tool.failures(stripVTControlCharacters(output));
  const surprises = failed.filter((check) => !expected.includes(check));
  const gone = expected.filter((check) => !failed.includes(check));
  if (surprises.length > 0) return { passed: false, reason: `failed: ${surprises.join(", ")}` };
  if (gone.length > 0) return { passed: false, reason: `no longer a deviation: ${gone.join(", ")}` };
  if (code !== 0 && expected.length === 0)
    return { passed: false, reason: `ended with ${code ?? "a signal"}` };
  const missing = tool.evidence.find((pattern) => !pattern.test(output));
  return missing
    ? {
        passed: false,
        reason: `ended well without having checked everything: its output lacks ${missing.source}`,
      }
    : { passed: true, reason: expected.length > 0 ? `(${expected.length} deviations, as Entra asks)` : "" };
}
