// Plain JavaScript, because Pulumi's runner of policy packs compiles TypeScript with a compiler too old for this; the rules
// are TypeScript that Node runs by itself.
import { PolicyPack } from "@pulumi/policy";
import { backedUpDatabase } from "./rules/backed-up-database.ts";
import { connectionTestFirst } from "./rules/connection-test-first.ts";
import { deletionThreshold } from "./rules/deletion-threshold.ts";
import { expiringToken } from "./rules/expiring-token.ts";
import { hardenedWorkload } from "./rules/hardened-workload.ts";
import { namedOwner } from "./rules/named-owner.ts";
import { oneAssignment } from "./rules/one-assignment.ts";
import { scopeAssigned } from "./rules/scope-assigned.ts";
import { secretsStaySecret } from "./rules/secrets-stay-secret.ts";

new PolicyPack("entra-scim", {
  description: "Rules for provisioning out of Microsoft Entra ID that no stack may forget.",
  policies: [
    connectionTestFirst,
    deletionThreshold,
    scopeAssigned,
    oneAssignment,
    secretsStaySecret,
    expiringToken,
    backedUpDatabase,
    hardenedWorkload,
    namedOwner,
  ],
});
