import Koa from "koa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Server } from "node:http";
import { once } from "node:events";
import { ScimError } from "../scim/error.ts";
import type { RequestState } from "./request-state.ts";
import { Router } from "./router.ts";

let server: Server;
let origin: string;

beforeAll(async () => {
  const router = new Router();
  router.get("/scim/v2/Users", (ctx) => (ctx.body = "list"));
  router.post("/scim/v2/Users/.search", (ctx) => (ctx.body = "search"));
  router.get("/scim/v2/Users/:id", (ctx, { id }) => (ctx.body = id));
  router.add("DELETE", "/scim/v2/Users/:id", (ctx) => (ctx.status = 204));
  router.get("/console/*", (ctx) => (ctx.body = "no such page"));
  const app = new Koa<RequestState>();
  app.use(async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      ctx.status = error.status;
      ctx.set(error.headers);
      ctx.body = error.message;
    }
  });
  app.use(router.handle());
  server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
});
afterAll(() => server.close());

async function ask(method: string, path: string) {
  const answer = await fetch(origin + path, { method });
  return { status: answer.status, body: await answer.text(), allow: answer.headers.get("allow") };
}

describe("a request", () => {
  test("goes to the endpoint of its method and path, with the parameters of the path decoded", async () => {
    expect(await ask("GET", "/scim/v2/Users")).toMatchObject({ status: 200, body: "list" });
    expect(await ask("GET", "/scim/v2/Users/a%2Fb%20c?x=1")).toMatchObject({ status: 200, body: "a/b c" });
    expect(await ask("POST", "/scim/v2/Users/.search")).toMatchObject({ status: 200, body: "search" });
    expect(await ask("GET", "/console/no/such/page")).toMatchObject({ status: 200, body: "no such page" });
  });

  test("may end its path in a slash, and write it in any case, which a parameter keeps", async () => {
    expect(await ask("GET", "/SCIM/v2/users/")).toMatchObject({ status: 200, body: "list" });
    expect(await ask("GET", "/scim/v2/USERS/AbC/")).toMatchObject({ status: 200, body: "AbC" });
  });

  test("may have an id of any length", async () => {
    const id = "1".repeat(5_000);
    expect(await ask("GET", `/scim/v2/Users/${id}`)).toMatchObject({ status: 200, body: id });
  });

  test("by HEAD is answered as GET, without the body", async () => {
    expect(await ask("HEAD", "/scim/v2/Users")).toMatchObject({ status: 200, body: "" });
  });

  test("to a path that nothing has is refused by 404", async () => {
    for (const path of ["/", "/scim/v2/Users/a/b", "/scim/v2/Users/%zz", "/scim/v2//Users"])
      expect(await ask("GET", path), path).toMatchObject({ status: 404, allow: null });
  });

  test("by a method that the path does not have is refused by 405, which names the others", async () => {
    expect(await ask("PATCH", "/scim/v2/Users/1")).toMatchObject({ status: 405, allow: "HEAD, GET, DELETE" });
    expect(await ask("PROPFIND", "/scim/v2/Users/1")).toMatchObject({ status: 405 });
  });

  test("by OPTIONS is told which methods the path has", async () => {
    expect(await ask("OPTIONS", "/scim/v2/Users/.search")).toMatchObject({
      status: 200,
      body: "",
      allow: "HEAD, GET, POST, DELETE",
    });
  });
});
