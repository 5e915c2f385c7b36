import { z } from "zod";
import { addApplication, deleteApplication } from "../tenant/applications.ts";
import type { Application, AppRole } from "../tenant/model.ts";
import { applicationPasswordRoutes } from "./application-passwords.ts";
import { badRequest, resourceNotFound } from "./error.ts";
import { ownerRoutes } from "./owners.ts";
import { collection, single } from "./query/collection.ts";
import { created, type GraphRequest, noContent, ok, param, parseBody } from "./request.ts";
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

/** `/applications`. */
export function applicationRoutes({ store, visibility }: GraphServices): Route[] {
  const { applications } = store.tenant;

  function find(request: GraphRequest): Application {
    const id = param(request, "id");
    const application = applications.get(id);
    if (application === undefined || !visibility.visible(id)) throw resourceNotFound(id);
    return application;
  }

  return [
    {
      method: "GET",
      path: "/applications",
      permission: "readApplications",
      handle: (request) => {
        const visible = [...applications.values()].filter(({ id }) => visibility.visible(id));
        return ok(collection(request, applicationResource, visible, { context: "applications" }));
      },
    },
    {
      method: "POST",
      path: "/applications",
      permission: "writeApplications",
      handle: (request) => {
        const { displayName, ...given } = parseBody(
          request,
          applicationChange.required({ displayName: true }),
        );
        const ownerId = request.caller.objectId;
        const application = addApplication(store, { displayName, applicationTemplateId: null, ownerId });
        change(application, given);
        visibility.hide(application.id);
        return created(single(request, applicationResource, application, "applications"));
      },
    },
    {
      method: "GET",
      path: "/applications/:id",
      permission: "readApplications",
      handle: (request) => ok(single(request, applicationResource, find(request), "applications")),
    },
    {
      method: "PATCH",
      path: "/applications/:id",
      permission: "writeApplications",
      handle: (request) => {
        change(find(request), parseBody(request, applicationChange));
        store.touch();
        return noContent;
      },
    },
    {
      method: "DELETE",
      path: "/applications/:id",
      permission: "writeApplications",
      handle: (request) => {
        deleteApplication(store, find(request));
        return noContent;
      },
    },
    ...applicationPasswordRoutes(store, find),
    ...ownerRoutes("/applications", store, find),
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

/** What of a body is kept as it was written. Throws `GraphError` 400 for a property that the resource does not have. */
export function writableProperties(
  given: Readonly<Record<string, unknown>>,
  known: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const entries = Object.entries(given).filter(([name]) => !name.includes("@odata."));
  const unknown = entries.find(([name]) => !(name in known));
  if (unknown !== undefined) throw badRequest(`Invalid property '${unknown[0]}'.`);
  return Object.fromEntries(entries);
}
