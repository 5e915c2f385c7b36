import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { tenantView } from "../../entra-emulator/src/control/tenant-view.ts";
import type { TestTenant } from "../../entra-emulator/src/engine/testing/tenant.ts";
import { applicationByAppId, deleteApplication } from "../../entra-emulator/src/tenant/applications.ts";
import { removeMember } from "../../entra-emulator/src/tenant/groups.ts";
import { updateUser } from "../../entra-emulator/src/tenant/users.ts";
import { check, type CheckResult } from "../../local/run/check/check.ts";
import { LeftBehind } from "../../local/run/check/left-behind.ts";
import { readScim } from "../../local/run/check/scim.ts";
import { parseTenant, scopeOf } from "../../local/run/tenant.ts";
import type { ServiceProcess } from "../support/scim-service.ts";
import { application, newTenant, startEndpoint } from "./endpoint.ts";

let service: ServiceProcess;
let folder: string;
const ended = new AsyncDisposableStack();

beforeAll(async () => {
  service = await startEndpoint(ended);
  folder = await mkdtemp(path.join(os.tmpdir(), "left-behind-"));
  ended.defer(() => rm(folder, { recursive: true, force: true }));
});
afterAll(() => ended.disposeAsync());

it("who is disabled when a new job begins stays in a group that they leave later, and the check knows why", async () => {
  const { client, token } = await newTenant(service);
  const leftBehind = new LeftBehind(path.join(folder, "left-behind.json"));
  const checked = async (job: TestTenant, known = leftBehind): Promise<CheckResult> => {
    const tenant = parseTenant(tenantView(job.store.tenant));
    const content = await readScim(service.scimUrl, token);
    return check(tenant, scopeOf(tenant), content, [], await known.read(tenant));
  };

  const first = application(service, token);
  const [anna, ben, cleo] = first.users(
    "anna@fabrikam.example",
    "ben@fabrikam.example",
    "cleo@fabrikam.example",
  );
  const team = first.group("Team", [anna, ben, cleo]);
  first.assign([team]);
  await first.cycle();
  updateUser(first.store, ben, { accountEnabled: false });
  await first.cycle();
  expect(await checked(first)).toMatchObject({ passed: true, inactive: 1, memberships: 3 });

  const { appId } = first.servicePrincipal;
  const old = applicationByAppId(first.store, appId);
  expect.assert(old);
  deleteApplication(first.store, old);

  const second = application(service, token, first.store);
  second.assign([team]);
  const before = await readScim(service.scimUrl, token);
  expect(await second.cycle()).toMatchObject({ users: { matched: 2, created: 0 }, groups: { matched: 1 } });
  await leftBehind.note(parseTenant(tenantView(second.store.tenant)), before);
  expect(await checked(second)).toMatchObject({ passed: true, leftBehind: 0 });

  updateUser(second.store, ben, { accountEnabled: true });
  await second.cycle();
  removeMember(second.store, team, ben.id);
  removeMember(second.store, team, cleo.id);
  expect(await second.cycle()).toMatchObject({ users: { disabled: 2 }, memberships: { removed: 1 } });

  const { body } = await client.request("GET", `/Groups/${second.targetIdOf(team)}`);
  expect(body).toMatchObject({
    members: expect.arrayContaining([
      expect.objectContaining({ value: second.targetIdOf(anna) }),
      expect.objectContaining({ value: second.targetIdOf(ben) }),
    ]),
  });
  expect(await checked(second)).toMatchObject({ passed: true, inactive: 2, memberships: 2, leftBehind: 1 });
  expect((await checked(second, new LeftBehind(path.join(folder, "none.json")))).differences).toEqual([
    "group Team: ben@fabrikam.example is a member, but should not be",
  ]);
});
