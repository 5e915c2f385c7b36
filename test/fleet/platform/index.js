import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();

/** As infra/index.ts exports them of a service that its stack hosts. */
export const tenantUrl = config.require("tenantUrl");
export const adminApi = config.requireSecretObject("adminApi");
