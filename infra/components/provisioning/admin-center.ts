import { adminHost } from "./cloud.ts";

export interface AdminCenterLinks {
  readonly overview: string;
  readonly usersAndGroups: string;
  readonly provisioning: string;
}

/**
 * Where an administrator sees an enterprise application. These addresses are what the admin center shows in a browser;
 * Microsoft documents none of them.
 *
 * @param environment The cloud, by azuread's setting, in any letter case.
 */
export function adminCenterLinks(
  servicePrincipalId: string,
  clientId: string,
  environment: string | undefined,
): AdminCenterLinks {
  const host = adminHost(environment);
  const blade = (page: string): string =>
    `https://${host}/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/${page}/objectId/${servicePrincipalId}/appId/${clientId}`;
  return { overview: blade("Overview"), usersAndGroups: blade("Users"), provisioning: blade("Provisioning") };
}
