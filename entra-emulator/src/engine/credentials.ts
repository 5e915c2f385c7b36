import { randomUUID } from "node:crypto";
import type { CompiledSchema, ObjectMappings } from "./mapping.ts";
import { readSettings } from "./settings.ts";
import { type Reply, ScimHttp, type ScimRequest } from "./wire/client.ts";
import { readList } from "./wire/reply.ts";
import { filterQuery } from "./wire/query.ts";
import { bearerToken, SignInError, type SignInOptions } from "./wire/sign-in.ts";
import { TargetError } from "./wire/target-error.ts";

const CONTENT_LENGTH = 1000;

/** Why the target's credentials are refused, in the provisioning service's own codes. */
export interface CredentialFailure {
  readonly code: string;
  readonly message: string;
}

/**
 * Test Connection: searches for a user, and for a group where groups are provisioned, that cannot exist. The endpoint
 * passes when it answers each with an empty ListResponse.
 */
export async function testConnection(
  schema: CompiledSchema,
  signIn: SignInOptions,
): Promise<CredentialFailure | undefined> {
  let http: ScimHttp | undefined;
  try {
    const { base } = readSettings(signIn.secrets);
    http = new ScimHttp(base, {
      token: await bearerToken(signIn),
      connections: 1,
      activityId: randomUUID(),
      now: () => signIn.now,
    });
    if (schema.User !== undefined) await probe(http, schema.User);
    if (schema.Group !== undefined) await probe(http, schema.Group);
    return undefined;
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    const unavailable =
      error instanceof SignInError ||
      error.code === "SystemForCrossDomainIdentityManagementCredentialValidationUnavailable";
    return {
      code: unavailable ? "CredentialValidationUnavailable" : "InvalidCredentials",
      message: `${error.code}: ${error.message}`,
    };
  } finally {
    await http?.close();
  }
}

async function probe(http: ScimHttp, { objectType, matching }: ObjectMappings): Promise<void> {
  const path = matching[0]?.target.name ?? (objectType === "User" ? "userName" : "displayName");
  const query = filterQuery([{ path, value: randomUUID() }]);
  const request: ScimRequest = {
    method: "GET",
    path: `/${objectType}s`,
    query: objectType === "Group" ? `excludedAttributes=members&${query}` : query,
  };
  const reply = await http.send(request);
  if (reply.status === 400 || reply.status === 401) throw refused(http, request, reply, "Failure");
  if (reply.status === 403 || reply.status >= 500) throw refused(http, request, reply, "Unavailable");
  readList(reply);
}

function refused(
  http: ScimHttp,
  request: ScimRequest,
  reply: Reply,
  outcome: "Failure" | "Unavailable",
): TargetError {
  const headers = Object.entries(reply.headers).map(([name, value]) => `${name}: ${value}`);
  const message = [
    outcome === "Failure"
      ? "The endpoint refused the request with these credentials."
      : "An error occurred while sending the request.",
    `Resource: ${http.url(request)}`,
    `Operation: ${request.method}`,
    `Response Status Code: ${reply.status}`,
    `Response Headers: ${headers.join("; ")}`,
    `Response Content: ${reply.text.slice(0, CONTENT_LENGTH)}`,
  ].join(" | ");
  return new TargetError(`SystemForCrossDomainIdentityManagementCredentialValidation${outcome}`, message, {
    status: reply.status,
    fatal: true,
  });
}
