import { z } from "zod";
import { ofType, stackPolicy } from "../rule.ts";

const application = z.object({ notes: z.string().optional() });
const tagged = z.object({ tags: z.record(z.string(), z.string()).default({}) });

/** An administrator who finds an application or a resource group sees which stack to ask. */
export const namedOwner = stackPolicy({
  name: "named-owner",
  description: "What a stack makes says which stack manages it.",
  severity: "low",
  enforcement: "advisory",
  remedy: "Name the stack in the application's notes, and set azure.tags.",
  check(resources, report) {
    const principal = "azuread:index/servicePrincipal:ServicePrincipal";
    for (const { resource, props } of ofType(resources, principal, application)) {
      if (!props.notes) report("The enterprise application has no notes.", resource.urn);
    }
    const group = "azure-native:resources:ResourceGroup";
    for (const { resource, props } of ofType(resources, group, tagged)) {
      if (Object.keys(props.tags).length === 0) report("The resource group has no tags.", resource.urn);
    }
  },
});
