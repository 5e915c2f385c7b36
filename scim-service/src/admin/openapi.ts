import { z } from "zod";
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from "zod-openapi";
import packageJson from "../../package.json" with { type: "json" };
import { errorAnswer } from "./answers.ts";
import { OPERATIONS, type Operation } from "./operations.ts";
import type { AdminEndpoint } from "./request.ts";
import { tenantId } from "./tenants.ts";

const PARAMETERS = {
  tenant: tenantId,
  id: z.string().describe("Id of the token, client, trust, user or group"),
  secret: z.string().describe("Id of the client's secret"),
};

const ERRORS = {
  401: "The admin key is missing or wrong",
  404: "What the path names does not exist, or the admin API is off",
  429: "Too many wrong admin keys; `Retry-After` says when to try again",
  500: "The service failed; its log has the reason under the request id",
};
const DATABASE_ERRORS = {
  503: "The database is not available; `Retry-After` says when to try again",
};
const INPUT_ERRORS = { 400: "The request does not fit; `detail` says what is wrong where" };
const BODY_ERRORS = { 413: "The body is too large", 415: "The body is not JSON, or is encoded" };

/** `GET /openapi.json`: the OpenAPI 3.1 document of the admin API, made at the first request. */
export function openApiEndpoint(): AdminEndpoint {
  let document: string | undefined;
  return async () => ({ status: 200, body: (document ??= JSON.stringify(openApiDocument())) });
}

function openApiDocument(): ReturnType<typeof createDocument> {
  const paths: Record<string, ZodOpenApiPathsObject[string]> = {};
  for (const [operationId, operation] of Object.entries<Operation>(OPERATIONS)) {
    const path = operation.path.replaceAll(/:(\w+)/g, "{$1}");
    const method = operation.method.toLowerCase() as Lowercase<Operation["method"]>;
    paths[path] = { ...paths[path], [method]: described(operationId, operation) };
  }
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "Admin API of the SCIM service",
      description: "Tenants, how Entra signs in to them, and their change log.",
      version: packageJson.version,
    },
    servers: [{ url: "/" }],
    security: [{ adminKey: [] }],
    components: {
      securitySchemes: {
        adminKey: { type: "http", scheme: "bearer", description: "The service's `ADMIN_KEY`" },
      },
    },
    paths,
  });
}

function described(operationId: string, operation: Operation): ZodOpenApiOperationObject {
  const { path, summary, body, query } = operation;
  const named = Object.entries(PARAMETERS).filter(([name]) => path.split("/").includes(`:${name}`));
  return {
    operationId,
    summary,
    requestParams: {
      ...(named.length > 0 ? { path: z.object(Object.fromEntries(named)) } : {}),
      ...(query ? { query } : {}),
    },
    ...(body
      ? {
          requestBody: {
            // Without a body the endpoint parses an empty object.
            required: !body.safeParse({}).success,
            content: { "application/json": { schema: body } },
          },
        }
      : {}),
    responses: responsesOf(operation, named.length > 0),
  };
}

function responsesOf(operation: Operation, hasInput: boolean): ZodOpenApiResponsesObject {
  const { answers, body, conflict, summary, needsNoDatabase } = operation;
  const successes = Object.entries(answers).map(([status, schema]) => [
    status,
    { description: summary, ...(schema ? { content: { "application/json": { schema } } } : {}) },
  ]);
  const errors = {
    ...ERRORS,
    ...(needsNoDatabase ? {} : DATABASE_ERRORS),
    ...(hasInput ? INPUT_ERRORS : {}),
    ...(conflict === undefined ? {} : { 409: conflict }),
    ...(body ? BODY_ERRORS : {}),
  };
  const failures = Object.entries(errors).map(([status, description]) => [
    status,
    { description, content: { "application/scim+json": { schema: errorAnswer } } },
  ]);
  return Object.fromEntries([...successes, ...failures]) as ZodOpenApiResponsesObject;
}
