import { randomUUID } from "node:crypto";
import { unassign } from "./assignments.ts";
import type { Application, AppRole, ServicePrincipal } from "./model.ts";
import type { TenantStore } from "./store.ts";

/** The roles of an application made from the gallery: `User` for people, and the one of SAML single sign-on. */
function galleryAppRoles(): AppRole[] {
  return [userRole(randomUUID(), "User"), userRole("b9632174-c057-4f7e-951b-be3adc52bfe6", "msiam_access")];
}

function userRole(id: string, name: string): AppRole {
  return {
    id,
    allowedMemberTypes: ["User"],
    description: name,
    displayName: name,
    isEnabled: true,
    value: null,
  };
}

/** Makes an application and its service principal from a gallery template. */
export function instantiateTemplate(
  store: TenantStore,
  templateId: string,
  displayName: string,
  ownerId: string,
): { application: Application; servicePrincipal: ServicePrincipal } {
  const application = addApplication(store, { displayName, applicationTemplateId: templateId, ownerId });
  application.appRoles = galleryAppRoles();
  const servicePrincipal = addServicePrincipal(store, application, ownerId);
  servicePrincipal.properties["tags"] = ["WindowsAzureActiveDirectoryIntegratedApp"];
  return { application, servicePrincipal };
}

export function addApplication(
  store: TenantStore,
  made: { displayName: string; applicationTemplateId: string | null; ownerId: string },
): Application {
  const application: Application = {
    id: randomUUID(),
    appId: randomUUID(),
    applicationTemplateId: made.applicationTemplateId,
    createdDateTime: store.clock.timestamp(),
    displayName: made.displayName,
    appRoles: [],
    owners: new Set([made.ownerId]),
    properties: {},
  };
  store.tenant.applications.set(application.id, application);
  store.touch();
  return application;
}

export function addServicePrincipal(
  store: TenantStore,
  application: Application,
  ownerId: string,
): ServicePrincipal {
  const servicePrincipal: ServicePrincipal = {
    id: randomUUID(),
    appId: application.appId,
    applicationTemplateId: application.applicationTemplateId,
    createdDateTime: store.clock.timestamp(),
    displayName: application.displayName,
    owners: new Set([ownerId]),
    ownAppRoles: [],
    properties: {},
  };
  store.tenant.servicePrincipals.set(servicePrincipal.id, servicePrincipal);
  store.touch();
  return servicePrincipal;
}

export function applicationByAppId(store: TenantStore, appId: string): Application | undefined {
  return store.tenant.applications.values().find((application) => application.appId === appId);
}

export function servicePrincipalByAppId(store: TenantStore, appId: string): ServicePrincipal | undefined {
  return store.tenant.servicePrincipals.values().find((servicePrincipal) => servicePrincipal.appId === appId);
}

/** The roles that a service principal publishes: those of its application, or its own when that is of another tenant. */
export function appRolesOf(store: TenantStore, servicePrincipal: ServicePrincipal): AppRole[] {
  return applicationByAppId(store, servicePrincipal.appId)?.appRoles ?? servicePrincipal.ownAppRoles;
}

/** Deletes the application and, as Entra does, its service principal in this tenant. */
export function deleteApplication(store: TenantStore, application: Application): void {
  const servicePrincipal = servicePrincipalByAppId(store, application.appId);
  if (servicePrincipal !== undefined) deleteServicePrincipal(store, servicePrincipal);
  store.tenant.applications.delete(application.id);
  store.touch();
}

/** Deletes the service principal with its assignments, its provisioning jobs and their secrets. */
export function deleteServicePrincipal(store: TenantStore, { id }: ServicePrincipal): void {
  const { appRoleAssignments, jobs, secrets, servicePrincipals } = store.tenant;
  for (const assignment of appRoleAssignments.values()) {
    if (assignment.resourceId === id || assignment.principalId === id) unassign(store, assignment);
  }
  for (const job of jobs.values()) if (job.servicePrincipalId === id) jobs.delete(job.id);
  secrets.delete(id);
  servicePrincipals.delete(id);
  store.touch();
}
