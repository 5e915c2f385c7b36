import { z } from "zod";
import type { TokenRequest } from "../../provider/token-request.ts";
import type { CustomerStack } from "./customer-stack.ts";

/** How a stack lets Entra sign in at the SCIM endpoint: a bearer token, or a client that gets one. */
export type DeployedSignIn = { readonly secretToken: string } | { readonly oauth: TokenRequest };

/** What the latest update of a stack has left, with secrets in clear: only for the memory of this process. */
export interface DeployedState {
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Undefined for a stack that has not tested a connection yet. */
  readonly signIn: DeployedSignIn | undefined;
}

const values = z.record(z.string(), z.unknown());

const checkpoint = z.object({
  deployment: z.object({
    resources: z
      .array(z.object({ type: z.string(), inputs: values.optional(), outputs: values.optional() }))
      .default([]),
  }),
});

/** A secret in an export with `--show-secrets`: the JSON of its value. */
const revealed = z.object({ "4dabf18193072939515e22adb298388d": z.string(), plaintext: z.string() });

const STACK = "pulumi:pulumi:Stack";
const CONNECTION_TEST = "entra-provisioning:index:ConnectionTest";
const ACCESS_TOKEN = "entra-provisioning:index:AccessToken";

const tested = z.object({ secretToken: z.string() });
const client = z.object({
  tokenAddress: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  scope: z.string().optional(),
});

/**
 * Reads a stack's state. The engine hands it over by a pipe, so that no secret of it comes into a file.
 *
 * @throws {StackFailure} when there is no such stack
 * @throws {FleetError} when a secret of the sign-in is missing
 */
export async function deployedState(stack: CustomerStack): Promise<DeployedState> {
  const text = await stack.call(["stack", "export", "--show-secrets"]);
  const { resources } = checkpoint.parse(JSON.parse(text, revealing)).deployment;
  const find = (wanted: string) => resources.find(({ type }) => type === wanted);
  const oauth = client.safeParse(find(ACCESS_TOKEN)?.inputs);
  const bearer = tested.safeParse(find(CONNECTION_TEST)?.inputs);
  return {
    outputs: find(STACK)?.outputs ?? {},
    signIn: oauth.success ? { oauth: oauth.data } : bearer.data,
  };
}

function revealing(_key: string, value: unknown): unknown {
  const secret = revealed.safeParse(value);
  return secret.success ? (JSON.parse(secret.data.plaintext) as unknown) : value;
}
