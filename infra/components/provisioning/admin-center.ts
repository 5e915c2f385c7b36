/** Admin centers of the clouds, by azuread's setting `environment`; every other name means the public cloud. */
const HOSTS: Readonly<Record<string, string>> = {
  usgovernment: "entra.microsoft.us",
  usgovernmentl4: "entra.microsoft.us",
  usgovernmentl5: "entra.microsoft.us",
  dod: "entra.microsoft.us",
  china: "entra.microsoftonline.cn",
};

export interface AdminCenterLinks {
  readonly overview: string;
  readonly usersAndGroups: string;
  readonly provisioning: string;
}

/**
 * Where an administrator sees an enterprise application. These addresses are what the admin center shows in a browser;
 * Microsoft documents none of them.
 */
export function adminCenterLinks(
  servicePrincipalId: string,
  clientId: string,
  environment = "public",
): AdminCenterLinks {
  const host = HOSTS[environment] ?? "entra.microsoft.com";
  const blade = (page: string): string =>
    `https://${host}/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/${page}/objectId/${servicePrincipalId}/appId/${clientId}`;
  return { overview: blade("Overview"), usersAndGroups: blade("Users"), provisioning: blade("Provisioning") };
}
