import { z } from "zod";
import { ProviderError } from "../../../../provider/runtime/error.ts";
import { type AppRole, application } from "../graph/application.ts";
import type { GraphClient } from "../graph/client.ts";
import { defineResource } from "../resource.ts";
import { applicationId, resourceId } from "../resource-id.ts";

const id = resourceId("/applications/{application}/appRoles/{role}");

/** One app role of an application; the others are left as they are. */
export const applicationAppRole = defineResource({
  token: "azuread:index/applicationAppRole:ApplicationAppRole",
  inputs: z.strictObject({
    applicationId: applicationId.schema,
    roleId: z.guid(),
    allowedMemberTypes: z.array(z.enum(["User", "Application"])).min(1),
    description: z.string().min(1),
    displayName: z.string().min(1),
    value: z.string().optional(),
  }),
  replaceOn: ["applicationId", "roleId"],
  sets: ["allowedMemberTypes"],

  async create(given, graph) {
    const { application: owner } = applicationId.parse(given.applicationId);
    const { appRoles } = await graph.appears(`/v1.0/applications/${owner}`, application);
    const made = id.format({ application: owner, role: given.roleId });
    if (appRoles.some((role) => role.id === given.roleId)) {
      throw new ProviderError(`The app role ${made} exists already: import it to manage it.`);
    }
    await writeRoles(owner, [...appRoles, toRole(given)], graph);
    return made;
  },

  async read(given, _known, graph) {
    const names = id.parse(given);
    const found = await graph.find(`/v1.0/applications/${names.application}`, application);
    const role = found?.appRoles.find((each) => each.id === names.role);
    if (role === undefined) return undefined;
    return {
      allowedMemberTypes: role.allowedMemberTypes,
      applicationId: applicationId.format(names),
      description: role.description ?? "",
      displayName: role.displayName ?? "",
      roleId: names.role,
      value: role.value ?? "",
    };
  },

  async update(given, changed, _known, graph) {
    const { application: owner, role } = id.parse(given);
    const { appRoles } = await graph.get(`/v1.0/applications/${owner}`, application);
    await writeRoles(
      owner,
      appRoles.map((each) => (each.id === role ? toRole(changed) : each)),
      graph,
    );
  },

  /** Graph deletes only a role that is disabled. */
  async delete(given, _known, graph) {
    const { application: owner, role } = id.parse(given);
    const path = `/v1.0/applications/${owner}`;
    const found = await graph.find(path, application);
    if (found?.appRoles.some((each) => each.id === role) !== true) return;
    for (const each of found.appRoles) if (each.id === role) each.isEnabled = false;
    await writeRoles(owner, found.appRoles, graph);
    const { appRoles } = await graph.get(path, application);
    await writeRoles(
      owner,
      appRoles.filter((each) => each.id !== role),
      graph,
    );
  },
});

interface Given extends Pick<AppRole, "allowedMemberTypes" | "description" | "displayName"> {
  readonly roleId: string;
  readonly value?: string | undefined;
}

function toRole({ allowedMemberTypes, description, displayName, roleId, value }: Given): AppRole {
  const written = value === undefined || value === "" ? null : value;
  return { allowedMemberTypes, description, displayName, id: roleId, isEnabled: true, value: written };
}

async function writeRoles(owner: string, appRoles: readonly AppRole[], graph: GraphClient): Promise<void> {
  const body = { "@odata.type": "#microsoft.graph.application", appRoles, id: owner };
  await graph.command("PATCH", { path: `/v1.0/applications/${owner}`, body });
}
