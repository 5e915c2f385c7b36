import { z } from "zod";
import { checkAssertion } from "../oauth/federation.ts";
import type { IssuerKeys } from "../oauth/issuer-keys.ts";
import { badRequest, ScimError } from "../scim/error.ts";
import type { Service } from "../service.ts";
import { isResourceId } from "../store/resource-id.ts";
import { addTrust, readTrusts, revokeTrust } from "../store/trusts.ts";
import { label } from "./expiry.ts";
import { parseInput, type AdminEndpoint } from "./request.ts";
import { noTenant, tenantId } from "./tenants.ts";

const claim = z.string().min(1).max(512);

export const trustBody = z.strictObject({
  label,
  issuer: z.url({ protocol: /^https$/, error: "must be an https:// address" }).max(512),
  subject: claim,
  audience: claim,
  directory: claim,
});

export const assertionBody = z.strictObject({
  assertion: z.string().min(1).max(16_384).meta({
    description: "The JWT as Entra would send it; whoever has it can sign in until it ends",
    writeOnly: true,
  }),
});

/** `POST /tenants/{tenant}/trusts`: whose assertions the token endpoint accepts from now on. */
export function addTrustEndpoint({ database, config }: Service): AdminEndpoint {
  return async (request) => {
    const tenant = parseInput(tenantId, request.tenant);
    const { label: name, ...trust } = parseInput(trustBody, request.body);
    const { host } = new URL(trust.issuer);
    if (!config.federationHosts.includes(host)) {
      const allowed = config.federationHosts.join(", ");
      throw badRequest("invalidValue", `The host of issuer, ${host}, must be one of ${allowed}`);
    }
    const made = await addTrust(database, tenant, name, trust);
    if (made === "noTenant") throw noTenant(tenant);
    if (made === "taken") {
      throw new ScimError(
        409,
        "A trust in this issuer, subject and audience exists, here or for another tenant",
      );
    }
    return { status: 201, body: JSON.stringify(made) };
  };
}

/** `GET /tenants/{tenant}/trusts` */
export function listTrustsEndpoint({ database }: Service): AdminEndpoint {
  return async (request) => {
    const tenant = parseInput(tenantId, request.tenant);
    const trusts = await readTrusts(database, tenant);
    if (!trusts) throw noTenant(tenant);
    return { status: 200, body: JSON.stringify({ trusts }) };
  };
}

/** `DELETE /tenants/{tenant}/trusts/{id}` */
export function revokeTrustEndpoint({ database }: Service): AdminEndpoint {
  return async (request) => {
    const tenant = parseInput(tenantId, request.tenant);
    if (!isResourceId(request.id) || !(await revokeTrust(database, tenant, request.id))) {
      throw new ScimError(404, `The tenant ${tenant} has no such trust`);
    }
    return { status: 204 };
  };
}

/** `POST /tenants/{tenant}/trusts/check`: what the token endpoint would say to an assertion, check by check. */
export function checkAssertionEndpoint(service: Service, keys: IssuerKeys): AdminEndpoint {
  return async (request) => {
    const tenant = parseInput(tenantId, request.tenant);
    const { assertion } = parseInput(assertionBody, request.body);
    const { checks, trust } = await checkAssertion(service, keys, assertion);
    const own = trust === undefined || trust.tenant === tenant;
    const verdict = own
      ? checks
      : [{ check: "trust", passed: false, detail: "The trust is another tenant's" }];
    const accepted = trust?.tenant === tenant;
    return { status: 200, body: JSON.stringify({ accepted, checks: verdict }) };
  };
}
