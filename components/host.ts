import { componentProviderHost } from "@pulumi/pulumi/provider/experimental/index.js";
import { EnterpriseApp, ProvisioningJob, ScimService } from "./index.ts";

await componentProviderHost({
  name: "entra-scim-kit",
  dirname: import.meta.dirname,
  components: [EnterpriseApp, ProvisioningJob, ScimService],
});
