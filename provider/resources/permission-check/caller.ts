import { z } from "zod";
import type { Context } from "../../context.ts";
import { ProviderError } from "../../runtime/error.ts";
import { GraphError } from "../../graph/error.ts";
import { GUIDE } from "../../guide.ts";

/** Who deploys, and what they may do, as far as it can be found out. */
export interface Caller {
  readonly kind: "application" | "user";
  /** Graph permissions in the access token. */
  readonly permissions: ReadonlySet<string>;
  /** Template ids of directory roles; undefined when they could not be read. */
  readonly directoryRoles: ReadonlySet<string> | undefined;
  /** Whether the tenant has Entra ID P1 or P2; undefined when that could not be read. */
  readonly premium: boolean | undefined;
}

/** Claims of a Graph access token. The signature is Graph's business: the token came from the login just now. */
const claims = z.object({
  oid: z.string().optional(),
  idtyp: z.string().optional(),
  roles: z.array(z.string()).default([]),
  scp: z.string().default(""),
  /** Directory roles of the caller, by template id. */
  wids: z.array(z.string()).optional(),
});

type Claims = z.output<typeof claims>;

const roleList = z.object({ value: z.array(z.object({ roleTemplateId: z.string().nullish() })) });
const skuList = z.object({
  value: z.array(
    z.object({
      capabilityStatus: z.string().nullish(),
      servicePlans: z.array(z.object({ servicePlanName: z.string() })).default([]),
    }),
  ),
});
const PREMIUM_PLANS = new Set(["AAD_PREMIUM", "AAD_PREMIUM_P2"]);

export interface Questions {
  readonly directoryRoles: boolean;
  readonly premium: boolean;
}

/** @param asked what is worth a request. */
export async function readCaller(asked: Questions, context: Context): Promise<Caller> {
  const token = readClaims(await context.graph.accessToken(context));
  const isUser = token.scp !== "" && token.idtyp !== "app";
  const [directoryRoles, premium] = await Promise.all([
    asked.directoryRoles ? readDirectoryRoles(token, isUser, context) : undefined,
    asked.premium ? readPremium(context) : undefined,
  ]);
  return {
    kind: isUser ? "user" : "application",
    permissions: new Set(isUser ? token.scp.split(" ") : token.roles),
    directoryRoles,
    premium,
  };
}

function readClaims(token: string): Claims {
  try {
    const [, payload = ""] = token.split(".");
    return claims.parse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
  } catch {
    throw new ProviderError(
      "The access token for Microsoft Graph cannot be read, so permissions cannot be checked.",
    );
  }
}

async function readDirectoryRoles(
  token: Claims,
  isUser: boolean,
  context: Context,
): Promise<ReadonlySet<string> | undefined> {
  if (token.wids !== undefined && isUser) return new Set(token.wids);
  if (token.oid === undefined) return undefined;
  const path = `/v1.0/servicePrincipals/${token.oid}/transitiveMemberOf/microsoft.graph.directoryRole`;
  const list = await unlessRefused(
    context.graph.request({ method: "GET", path, step: GUIDE.signIn }, roleList, context),
  );
  if (list === undefined) return undefined;
  return new Set(list.value.flatMap(({ roleTemplateId }) => roleTemplateId ?? []));
}

async function readPremium(context: Context): Promise<boolean | undefined> {
  const path = "/v1.0/subscribedSkus";
  const list = await unlessRefused(
    context.graph.request({ method: "GET", path, step: GUIDE.assign }, skuList, context),
  );
  return list?.value.some(
    ({ capabilityStatus, servicePlans }) =>
      capabilityStatus !== "Suspended" &&
      servicePlans.some((plan) => PREMIUM_PLANS.has(plan.servicePlanName)),
  );
}

/** Undefined when Graph refuses to say. */
async function unlessRefused<Result>(answer: Promise<Result>): Promise<Result | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof GraphError && error.status >= 400 && error.status < 500) return undefined;
    throw error;
  }
}
