import * as pulumi from "@pulumi/pulumi";
import type { SignInArgs, SignInMethod } from "../components/provisioning/sign-in.ts";
import { ConfigError } from "./config/error.ts";
import { withPathKeys } from "./config/path-keys.ts";
import { problemsOf } from "./config/problems.ts";
import { tenantProblems } from "./tenant.ts";
import { stackConfig, type StackSettings, withEndpoint } from "./config/stack.ts";

/** The stack's configuration, checked and with every default filled in; what is secret is a secret from here on. */
export interface StackConfig extends Omit<StackSettings, "endpoint"> {
  /** Undefined when the stack hosts the endpoint itself, or uses that of a platform. */
  readonly endpoint: Endpoint | undefined;
}

/** Where Entra sends users and groups, and how it signs in there. */
export interface Endpoint {
  readonly url: pulumi.Input<string>;
  readonly signIn: SignInArgs;
  /** ISO 8601 in UTC, of a token or client of our own service that expires. */
  readonly tokenExpiresAt?: pulumi.Output<string | undefined>;
  /** The admin API of a service that this stack hosts, for the stacks of its other tenants. Secret. */
  readonly adminApi?: pulumi.Output<AdminApi>;
}

/** The admin API of our own service. */
export interface AdminApi {
  readonly url: string;
  readonly key: string;
}

/**
 * Reads the configuration of the current stack.
 *
 * @throws {ConfigError} with everything that is wrong with it.
 */
export function readConfig(): StackConfig {
  const parsed = stackConfig.safeParse(withEndpoint(valuesOf(pulumi.getProject())), { reportInput: true });
  const problems = [...tenantProblems(), ...problemsOf(parsed.error?.issues ?? [])];
  if (!parsed.success || problems.length > 0) throw new ConfigError(pulumi.getStack(), problems);
  const { endpoint, ...rest } = parsed.data;
  return { ...rest, endpoint: endpoint && { url: endpoint.url, signIn: signInOf(endpoint) } };
}

/** How Entra signs in at the endpoint of a stack. */
export function signInMethod({ endpoint, platform, service }: StackConfig): SignInMethod {
  const own = service ?? platform;
  if (own !== undefined) return own.signIn ?? "bearer";
  return endpoint?.signIn.oauth === undefined ? "bearer" : "oauth";
}

/** A stack's endpoint has exactly one of the two. */
function signInOf({ token, oauth }: NonNullable<StackSettings["endpoint"]>): SignInArgs {
  return oauth === undefined
    ? { secretToken: pulumi.secret(token ?? "") }
    : { oauth: { ...oauth, clientSecret: pulumi.secret(oauth.clientSecret) } };
}

/** The project's own keys, without what other packages (`azuread:tenantId`) have in the same file. */
function valuesOf(project: string): Record<string, unknown> {
  const own = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => key.startsWith(`${project}:`));
  return withPathKeys(
    Object.fromEntries(own.map(([key, text]) => [key.slice(project.length + 1), valueOf(text)])),
  );
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
