import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../emulator.ts";
import { TestClient } from "../testing/client.ts";
import { directory, group, user } from "../testing/directory.ts";

/**
 * Every request that the real azuread plugin sent, in its order, gets the status that it got when it was recorded. Ids
 * that the server made then are replaced by those that it makes now.
 */

interface Recorded {
  readonly phase?: string;
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url?: string;
  readonly body?: unknown;
  readonly status?: number;
}

const tenantId = "11111111-1111-1111-1111-111111111111";
const clientId = "22222222-2222-2222-2222-222222222222";
const ann = "bbbbbbbb-0000-4000-8000-000000000001";
const usersGroup = "aaaaaaaa-0000-4000-8000-000000000001";

let emulator: Emulator;
let client: TestClient;
let recording: Recorded[];

beforeAll(async () => {
  const text = await readFile(new URL("../../fixtures/azuread-6.9.1-http.jsonl", import.meta.url), "utf8");
  recording = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const people = [user(ann, "Ann", { userPrincipalName: "ann@contoso.com", mail: "ann@contoso.com" })];
  emulator = await startEmulator({
    tenantId,
    clientId,
    directory: directory(people, [group(usersGroup, "SightCall Users", [ann])]),
  });
  client = await TestClient.of(emulator);
});

afterAll(async () => {
  await client.close();
  await emulator.close();
});

test("answers the recorded requests of the azuread plugin with the recorded statuses", async () => {
  const ids = new Map<string, string>();
  const current = (text: string): string => {
    let replaced = text;
    for (const [then, now] of ids) replaced = replaced.replaceAll(then, now);
    return replaced;
  };
  const made = (then: string, now: unknown): void => void ids.set(then, String(now));
  let assignments = 6;
  const differences: string[] = [];
  let answered = 0;

  for (const { body, method, phase, status, url } of recording) {
    if (phase?.startsWith("look-ups") === true) await reusedApplication(made);
    if (method === undefined || url === undefined) continue;
    const sent = body === undefined ? undefined : JSON.parse(current(JSON.stringify(body)));
    const answer = await (url.endsWith("/token") ? client.login() : client.send(method, current(url), sent));
    answered += 1;
    if (answer.status !== status) {
      differences.push(
        `${method} ${url}: ${answer.status} instead of ${status}: ${answer.text.slice(0, 200)}`,
      );
    }
    if (url.endsWith("/instantiate")) {
      made("cccccccc-0000-4000-8000-000000000001", answer.get("application.id"));
      made("cccccccc-0000-4000-8000-000000000002", answer.get("application.appId"));
      made("cccccccc-0000-4000-8000-000000000003", answer.get("application.appRoles.0.id"));
      made("cccccccc-0000-4000-8000-000000000004", answer.get("servicePrincipal.id"));
    }
    if (method === "POST" && url.endsWith("/jobs")) {
      made("scim.11111111111111111111111111111111.cccccccc-0000-4000-8000-000000000005", answer.get("id"));
    }
    if (method === "POST" && url.endsWith("/appRoleAssignedTo")) {
      made(`ascccccccc-0000-4000-8000-00000000000${assignments}`, answer.get("id"));
      assignments += 1;
    }
  }

  expect(differences).toEqual([]);
  expect(answered).toBe(recording.filter(({ method }) => method !== undefined).length);
});

/** The application of the last phase, which was there before. */
async function reusedApplication(made: (then: string, now: unknown) => void): Promise<void> {
  const application = await client.post("/v1.0/applications", { displayName: "SightCall SSO" });
  const principal = await client.post("/v1.0/servicePrincipals", { appId: application.get("appId") });
  made("eeeeeeee-0000-4000-8000-000000000002", application.get("appId"));
  made("eeeeeeee-0000-4000-8000-000000000004", principal.get("id"));
}
