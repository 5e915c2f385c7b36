import process from "node:process";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { ConfigProblem } from "./config/problems.ts";

/**
 * What is wrong with the tenant that the stack is for. It must be named: without it, azuread takes the one that the Azure
 * CLI happens to be logged in to.
 */
export function tenantProblems(): ConfigProblem[] {
  const setting = new pulumi.Config("azuread").get("tenantId");
  const { given, name } =
    setting === undefined ? fromEnvironment() : { given: setting, name: "azuread:tenantId" };
  if (given !== undefined && z.guid().safeParse(given).success) return [];
  return [
    {
      path: name,
      reason:
        given === undefined ? "is required, unless ARM_TENANT_ID is set" : "must be the tenant's id (a GUID)",
      example: `pulumi config set azuread:tenantId 00000000-0000-0000-0000-000000000000`,
    },
  ];
}

/** The tenant by the variables that azuread reads. */
function fromEnvironment(): { given: string | undefined; name: string } {
  const { ARM_TENANT_ID, ARM_USE_AKS_WORKLOAD_IDENTITY, AZURE_TENANT_ID } = process.env;
  if (ARM_TENANT_ID !== undefined && ARM_TENANT_ID !== "")
    return { given: ARM_TENANT_ID, name: "ARM_TENANT_ID" };
  const given = ARM_USE_AKS_WORKLOAD_IDENTITY === "true" ? AZURE_TENANT_ID : undefined;
  return { given, name: given === undefined ? "azuread:tenantId" : "AZURE_TENANT_ID" };
}
