import { expect, test } from "vitest";
import { changeMembers, entraUser } from "../support/entra-requests.ts";
import { listOfUsers, scimGroup, scimUser } from "../support/scim-answers.ts";
import type { ScimClient } from "../support/scim-client.ts";
import { createGroup, startReplicas, type Replicas } from "./service.ts";

const REPLICAS = 3;
const ADDITIONS = 200;

/** The client of the replica whose turn it is. */
function turn({ clients }: Replicas, number: number): ScimClient {
  const client = clients[number % clients.length];
  expect.assert(client);
  return client;
}

test("replicas that start at once on an empty database serve one set of resources", async () => {
  await using stack = new AsyncDisposableStack();
  const replicas = await startReplicas(REPLICAS, stack);
  const created = await turn(replicas, 0).request("POST", "/Users", entraUser(1));
  expect(created.status).toBe(201);
  const { id } = scimUser.parse(created.body);
  for (const client of replicas.clients)
    expect((await client.request("GET", `/Users/${id}`)).status).toBe(200);
});

test("200 parallel additions to a group over all replicas: none lost, none refused", async () => {
  await using stack = new AsyncDisposableStack();
  const replicas = await startReplicas(REPLICAS, stack);
  const groupId = await createGroup(turn(replicas, 0), "Everyone at once");
  const userIds = await Promise.all(
    Array.from({ length: ADDITIONS }, async (_, number) => {
      const { body } = await turn(replicas, number).request("POST", "/Users", entraUser(number));
      return scimUser.parse(body).id;
    }),
  );

  const statuses = await Promise.all(
    userIds.map(async (id, number) => {
      const client = turn(replicas, number);
      return (await client.request("PATCH", `/Groups/${groupId}`, changeMembers("Add", [id]))).status;
    }),
  );
  expect(new Set(statuses)).toEqual(new Set([204]));
  const { members } = scimGroup.parse((await turn(replicas, 1).request("GET", `/Groups/${groupId}`)).body);
  expect(members.map((member) => member.value).toSorted()).toEqual(userIds.toSorted());
});

test("one userName created at all replicas at once: one is created, the others conflict", async () => {
  await using stack = new AsyncDisposableStack();
  const replicas = await startReplicas(REPLICAS, stack);
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, number) => turn(replicas, number).request("POST", "/Users", entraUser(1))),
  );
  const statuses = answers.map((answer) => answer.status);
  expect(statuses.filter((status) => status === 201)).toHaveLength(1);
  expect(statuses.filter((status) => status === 409)).toHaveLength(29);
  const list = listOfUsers.parse((await turn(replicas, 2).request("GET", "/Users")).body);
  expect(list.totalResults).toBe(1);
});

test("parallel PATCHes of one user at different replicas all take effect", async () => {
  await using stack = new AsyncDisposableStack();
  const replicas = await startReplicas(REPLICAS, stack);
  const created = await turn(replicas, 0).request("POST", "/Users", entraUser(1));
  const { id } = scimUser.parse(created.body);
  const changes = {
    title: "Engineer",
    nickName: "Gi",
    preferredLanguage: "fr-FR",
    locale: "fr-FR",
    timezone: "Europe/Paris",
    userType: "Employee",
  };
  const answers = await Promise.all(
    Object.entries(changes).map(([path, value], number) =>
      turn(replicas, number).request("PATCH", `/Users/${id}`, {
        schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        Operations: [{ op: "Add", path, value }],
      }),
    ),
  );
  expect(answers.every((answer) => answer.status < 300)).toBe(true);
  expect((await turn(replicas, 0).request("GET", `/Users/${id}`)).body).toMatchObject(changes);
});
