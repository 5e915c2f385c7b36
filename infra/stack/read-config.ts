import * as pulumi from "@pulumi/pulumi";
import { ConfigError } from "./config/error.ts";
import { problemsOf } from "./config/problems.ts";
import { tenantProblems } from "./tenant.ts";
import { stackConfig, type StackSettings } from "./config/stack.ts";

/** The stack's configuration, checked and with every default filled in; what is secret is a secret from here on. */
export interface StackConfig extends Omit<StackSettings, "endpoint"> {
  /** Undefined when the stack hosts the endpoint itself. */
  readonly endpoint: Endpoint | undefined;
}

/** Where Entra sends users and groups, and with which token. */
export interface Endpoint {
  readonly url: pulumi.Input<string>;
  readonly token: pulumi.Output<string>;
}

/**
 * Reads the configuration of the current stack.
 *
 * @throws ConfigError with everything that is wrong with it.
 */
export function readConfig(): StackConfig {
  const values = valuesOf(pulumi.getProject());
  // Without a service the endpoint is needed, so that what it lacks is named, and not only that it is missing.
  const given = values["service"] === undefined ? { endpoint: {}, ...values } : values;
  const parsed = stackConfig.safeParse(given, { reportInput: true });
  const problems = [...tenantProblems(), ...problemsOf(parsed.error?.issues ?? [])];
  if (!parsed.success || problems.length > 0) throw new ConfigError(pulumi.getStack(), problems);
  const { endpoint, ...rest } = parsed.data;
  return { ...rest, endpoint: endpoint && { url: endpoint.url, token: pulumi.secret(endpoint.token) } };
}

/** The project's own keys, without what other packages (`azuread:tenantId`) have in the same file. */
function valuesOf(project: string): Record<string, unknown> {
  const own = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => key.startsWith(`${project}:`));
  return Object.fromEntries(own.map(([key, text]) => [key.slice(project.length + 1), valueOf(text)]));
}

/** The engine hands objects and lists over as JSON and everything else as plain text. */
function valueOf(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
