import { z } from "zod";
import { addApplication, deleteApplication } from "../tenant/applications.ts";
import type { Application, AppRole } from "../tenant/model.ts";
import { applicationPasswordRoutes } from "./application-passwords.ts";
import { badRequest, resourceNotFound } from "./error.ts";
import { entitySetRoutes } from "./entity-set.ts";
import { ownerRoutes } from "./owners.ts";
import { type GraphRequest, param, parseBody } from "./request.ts";
import { applicationProperties, applicationResource } from "./resources/application.ts";
import type { GraphServices, Route } from "./route.ts";

const appRole = z.looseObject({
  id: z.guid(),
  allowedMemberTypes: z.array(z.enum(["User", "Application"])).min(1),
  description: z.string().nullable().default(null),
  displayName: z.string().nullable().default(null),
  isEnabled: z.boolean().default(true),
  value: z
    .string()
    .max(120)
    .regex(/^[^\s.][^\s]*$/)
    .nullable()
    .default(null),
});

const applicationChange = z.looseObject({
  displayName: z.string().min(1).max(256).optional(),
  appRoles: z.array(appRole).optional(),
});

const permissions = { read: "readApplications", write: "writeApplications" } as const;

/** `/applications`. */
export function applicationRoutes(services: GraphServices): Route[] {
  const { store, visibility } = services;
  const { applications } = store.tenant;

  function find(request: GraphRequest): Application {
    const id = param(request, "id");
    const application = applications.get(id);
    if (application === undefined || !visibility.visible(id)) throw resourceNotFound(id);
    return application;
  }

  return [
    ...entitySetRoutes(services, {
      name: "applications",
      resource: applicationResource,
      permissions,
      all: () => applications.values(),
      find,
      create: (request) => {
        const whole = applicationChange.required({ displayName: true });
        const { displayName, ...given } = parseBody(request, whole);
        const ownerId = request.caller.objectId;
        const application = addApplication(store, { displayName, applicationTemplateId: null, ownerId });
        change(application, given);
        return application;
      },
      update: (request, application) => {
        change(application, parseBody(request, applicationChange));
        store.touch();
      },
      remove: (application) => deleteApplication(store, application),
    }),
    ...applicationPasswordRoutes(store, find),
    ...ownerRoutes("/applications", permissions, store, find),
  ];
}

function change(application: Application, given: z.infer<typeof applicationChange>): void {
  const { displayName, appRoles, id: _, ...rest } = given;
  const properties = writableProperties(rest, applicationProperties);
  if (appRoles !== undefined) application.appRoles = replacedRoles(application.appRoles, appRoles);
  if (displayName !== undefined) application.displayName = displayName;
  Object.assign(application.properties, properties);
}

/** A role can be left out only once it is disabled, and no two may have the same value. */
function replacedRoles(before: readonly AppRole[], after: readonly z.infer<typeof appRole>[]): AppRole[] {
  const ids = new Set(after.map((role) => role.id));
  if (before.some((role) => role.isEnabled && !ids.has(role.id))) {
    throw badRequest(
      "Permission (scope or role) cannot be deleted or updated unless disabled first.",
      "CannotDeleteOrUpdateEnabledEntitlement",
    );
  }
  const values = after.flatMap((role) => role.value ?? []);
  if (new Set(values).size < values.length || ids.size < after.length) {
    throw badRequest("Property appRoles has roles with the same value or id.", "Request_BadRequest");
  }
  return after.map(({ id, allowedMemberTypes, description, displayName, isEnabled, value }) => ({
    id,
    allowedMemberTypes,
    description,
    displayName,
    isEnabled,
    value,
  }));
}

/** What of a body is kept as it was written. @throws {ODataError} 400 for a property that the resource does not have. */
export function writableProperties(
  given: Readonly<Record<string, unknown>>,
  known: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const entries = Object.entries(given).filter(([name]) => !name.includes("@odata."));
  const unknown = entries.find(([name]) => !(name in known));
  if (unknown !== undefined) throw badRequest(`Invalid property '${unknown[0]}'.`);
  return Object.fromEntries(entries);
}
