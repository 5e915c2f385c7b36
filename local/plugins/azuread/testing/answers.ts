import { z } from "zod";

/** Ids of the recording. */
export const ids = {
  template: "8adf8e6e-67b2-4cf2-a259-e3dc5476c621",
  tenant: "11111111-1111-1111-1111-111111111111",
  client: "22222222-2222-2222-2222-222222222222",
  group: "aaaaaaaa-0000-4000-8000-000000000001",
  user: "bbbbbbbb-0000-4000-8000-000000000001",
  application: "cccccccc-0000-4000-8000-000000000001",
  applicationClient: "cccccccc-0000-4000-8000-000000000002",
  servicePrincipal: "cccccccc-0000-4000-8000-000000000004",
  job: "scim.11111111111111111111111111111111.cccccccc-0000-4000-8000-000000000005",
  role: "0f5b1c3e-0000-4000-8000-000000000001",
  groupAssignment: "ascccccccc-0000-4000-8000-000000000006",
  userAssignment: "ascccccccc-0000-4000-8000-000000000007",
} as const;

const role = (id: string, displayName: string) => ({
  allowedMemberTypes: ["User"],
  description: displayName,
  displayName,
  id,
  isEnabled: true,
  origin: "Application",
  value: null,
});

/** What a template gives every application. */
const templateRoles = [
  role("cccccccc-0000-4000-8000-000000000003", "User"),
  role("b9632174-c057-4f7e-951b-be3adc52bfe6", "msiam_access"),
];

const patch = z.looseObject({ "@odata.type": z.string() });
const secrets = z.object({ value: z.array(z.object({ key: z.string(), value: z.string() })) });
const assignment = z.object({ appRoleId: z.string(), principalId: z.string(), resourceId: z.string() });

/** The bodies that Graph answered in the recording, which itself has only the requests. */
export function answers() {
  /** What was patched, by path, on top of what the template made. */
  const patched = new Map<string, object>();
  let keys: string[] = [];
  const assignments = new Map<string, object>();

  const servicePrincipal = (id: string, appId: string) => ({
    displayName: "SightCall",
    appRoles: templateRoles,
    ...patched.get(`/v1.0/applications/${ids.application}`),
    ...patched.get(`/v1.0/servicePrincipals/${id}`),
    id,
    appId,
  });
  const job = {
    id: ids.job,
    templateId: "scim",
    schedule: { state: "Disabled", interval: "PT40M", expiration: null },
  };

  function write(method: string, url: string, body: unknown): object | undefined {
    if (method === "PATCH") {
      const { "@odata.type": _type, ...properties } = patch.parse(body);
      patched.set(url, { ...patched.get(url), ...properties });
    }
    if (method === "PUT") {
      keys = secrets.parse(body).value.flatMap((each) => (each.value === "" ? [] : [each.key]));
    }
    if (method !== "POST") return undefined;
    if (url.endsWith("/instantiate")) {
      return { application: { id: ids.application }, servicePrincipal: { id: ids.servicePrincipal } };
    }
    if (url.endsWith("/jobs")) return job;
    const given = assignment.parse(body);
    const id = given.principalId === ids.group ? ids.groupAssignment : ids.userAssignment;
    assignments.set(id, { id, principalDisplayName: "SightCall Users", principalType: "Group", ...given });
    return assignments.get(id);
  }

  function read(url: URL, origin: string): object | undefined {
    const last = url.pathname.slice(url.pathname.lastIndexOf("/") + 1);
    switch (last) {
      case "endpoints":
        return {
          name: "recorded",
          resourceManager: "https://management.example/",
          microsoftGraphResourceId: `${origin}/`,
          authentication: { loginEndpoint: `${origin}/` },
        };
      case "owners":
        return { value: [] };
      case "servicePrincipals":
        return { value: [servicePrincipal(ids.servicePrincipal, ids.applicationClient)] };
      case "secrets":
        return { value: keys.map((key) => ({ key, value: "*" })) };
      case ids.application:
        return {
          id: ids.application,
          appId: ids.applicationClient,
          displayName: "SightCall Provisioning",
          appRoles: templateRoles,
          ...patched.get(url.pathname),
        };
      case ids.servicePrincipal:
        return servicePrincipal(ids.servicePrincipal, ids.applicationClient);
      case ids.job:
        return job;
      default:
        return assignments.get(last);
    }
  }

  return {
    to(method: string, url: string, body: unknown, host: string): object | undefined {
      const origin = `https://${host}`;
      if (url.endsWith("/token")) return { access_token: token(), token_type: "Bearer", expires_in: 3600 };
      return method === "GET" ? read(new URL(url, origin), origin) : write(method, url, body);
    },
  };
}

function token(): string {
  const claims = { oid: "33333333-0000-4000-8000-000000000001" };
  return `header.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature`;
}
