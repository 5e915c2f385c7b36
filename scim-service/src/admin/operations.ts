import { z } from "zod";
import {
  changeAnswer,
  clientAnswer,
  connectionAnswer,
  issuedTokenAnswer,
  madeClientAnswer,
  madeSecretAnswer,
  tenantAnswer,
  tokenAnswer,
  trustAnswer,
  verdictAnswer,
} from "./answers.ts";
import { changesQuery } from "./changes.ts";
import { clientBody, secretBody } from "./clients.ts";
import { tenantBody } from "./tenants.ts";
import { tokenBody } from "./tokens.ts";
import { assertionBody, trustBody } from "./trusts.ts";

/** One call of the admin API as the router registers it and the OpenAPI document describes it. */
export interface Operation {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** With the router's parameters, such as `:tenant`. */
  readonly path: string;
  readonly summary: string;
  /** What the body is parsed by. */
  readonly body?: z.ZodType;
  readonly query?: z.ZodObject;
  /** By status; undefined for an answer without a body. */
  readonly answers: Readonly<Record<number, z.ZodType | undefined>>;
  /** When the answer is 409. */
  readonly conflict?: string;
  /** Whether it asks nothing of the database. */
  readonly needsNoDatabase?: true;
}

const TENANTS = "/admin/api/tenants";
const TENANT = `${TENANTS}/:tenant`;
const TOKENS = `${TENANT}/tokens`;
const CLIENTS = `${TENANT}/clients`;
const SECRETS = `${CLIENTS}/:id/secrets`;
const TRUSTS = `${TENANT}/trusts`;
const GONE = { 204: undefined };

/** All of the admin API, by the name of the operation in logs and metrics. */
export const OPERATIONS = {
  "admin.openapi": {
    method: "GET",
    path: "/admin/api/openapi.json",
    summary: "This document",
    needsNoDatabase: true,
    answers: { 200: z.looseObject({ openapi: z.string() }) },
  },
  "admin.tenants": {
    method: "GET",
    path: TENANTS,
    summary: "All tenants",
    answers: { 200: z.object({ tenants: z.array(tenantAnswer) }) },
  },
  "admin.putTenant": {
    method: "PUT",
    path: TENANT,
    summary: "Makes a tenant (201) or changes it (200)",
    body: tenantBody,
    answers: { 200: tenantAnswer, 201: tenantAnswer },
  },
  "admin.tokens": {
    method: "GET",
    path: TOKENS,
    summary: "The bearer tokens of a tenant, the revoked ones included",
    answers: { 200: z.object({ tokens: z.array(tokenAnswer) }) },
  },
  "admin.issueToken": {
    method: "POST",
    path: TOKENS,
    summary: "Issues a bearer token; the others stay valid",
    body: tokenBody,
    answers: { 201: issuedTokenAnswer },
  },
  "admin.revokeToken": {
    method: "DELETE",
    path: `${TOKENS}/:id`,
    summary: "Revokes a bearer token within a second, on every replica; again is no error",
    answers: GONE,
  },
  "admin.clients": {
    method: "GET",
    path: CLIENTS,
    summary: "The OAuth 2.0 clients of a tenant, the revoked ones included",
    answers: { 200: z.object({ clients: z.array(clientAnswer) }) },
  },
  "admin.makeClient": {
    method: "POST",
    path: CLIENTS,
    summary: "Makes a client with its first secret",
    body: clientBody,
    answers: { 201: madeClientAnswer },
  },
  "admin.revokeClient": {
    method: "DELETE",
    path: `${CLIENTS}/:id`,
    summary: "Revokes a client with its secrets and access tokens",
    answers: GONE,
  },
  "admin.addClientSecret": {
    method: "POST",
    path: SECRETS,
    summary: "Adds a secret to a client; the others stay valid",
    body: secretBody,
    answers: { 201: madeSecretAnswer },
  },
  "admin.revokeClientSecret": {
    method: "DELETE",
    path: `${SECRETS}/:secret`,
    summary: "Revokes one secret of a client, and the access tokens issued for it",
    answers: GONE,
  },
  "admin.trusts": {
    method: "GET",
    path: TRUSTS,
    summary: "The federation trusts of a tenant, the revoked ones included",
    answers: { 200: z.object({ trusts: z.array(trustAnswer) }) },
  },
  "admin.addTrust": {
    method: "POST",
    path: TRUSTS,
    summary: "Accepts the assertions of one issuer, subject and audience from now on",
    body: trustBody,
    answers: { 201: trustAnswer },
    conflict: "A trust in this issuer, subject and audience exists",
  },
  "admin.checkAssertion": {
    method: "POST",
    path: `${TRUSTS}/check`,
    summary: "What the token endpoint would say to an assertion, check by check",
    body: assertionBody,
    answers: { 200: verdictAnswer },
  },
  "admin.revokeTrust": {
    method: "DELETE",
    path: `${TRUSTS}/:id`,
    summary: "Revokes a trust, and the access tokens issued for it",
    answers: GONE,
  },
  "admin.connection": {
    method: "GET",
    path: `${TENANT}/connection`,
    summary: "The fields of Entra's page Connectivity with their values, for each method",
    answers: { 200: connectionAnswer },
  },
  "admin.changes": {
    method: "GET",
    path: `${TENANT}/changes`,
    summary: "The change log, oldest first",
    query: changesQuery,
    answers: {
      200: z.object({
        changes: z.array(changeAnswer),
        nextCursor: z.string().nullable().describe("Goes on behind the page; null while the log is empty"),
      }),
    },
  },
  "admin.eraseHistory": {
    method: "DELETE",
    path: `${TENANT}/history/:id`,
    summary: "Deletes for good what is kept of a deleted user or group",
    answers: { 200: z.object({ erased: z.int().min(1).describe("Lines that were deleted") }) },
    conflict: "The user or group still exists",
  },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationId = keyof typeof OPERATIONS;
