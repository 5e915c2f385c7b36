@"%~dp0..\node_modules\@entra-scim-kit\pulumi\provider\pulumi-resource-entra-provisioning.cmd" %*
