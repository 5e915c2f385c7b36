import type { ScimHttp } from "./client.ts";
import { readCreated, readDone, readList, readOne, type ScimResource } from "./reply.ts";
import { type Condition, filterQuery } from "./query.ts";
import type { JsonObject } from "./target-attribute.ts";

/** `/Users` or `/Groups` of the target, with the requests that Entra sends there. All methods throw `TargetError`. */
export class ScimEndpoint {
  readonly #http: ScimHttp;
  readonly #path: string;
  /** Entra never asks for the members of a group. */
  readonly #query: string;

  constructor(http: ScimHttp, objectType: "User" | "Group") {
    this.#http = http;
    this.#path = `/${objectType}s`;
    this.#query = objectType === "Group" ? "excludedAttributes=members" : "";
  }

  async find(condition: Condition): Promise<ScimResource[]> {
    const query = join(this.#query, filterQuery([condition]));
    return readList(await this.#http.send({ method: "GET", path: this.#path, query }));
  }

  /** Whether the object already refers to the other one. An endpoint that cannot tell is taken to say no. */
  async refersTo(id: string, path: string, targetId: string): Promise<boolean> {
    const conditions = [
      { path: "id", value: id },
      { path, value: targetId },
    ];
    const query = join(filterQuery(conditions), "attributes=id");
    const reply = await this.#http.send({ method: "GET", path: this.#path, query });
    if (reply.status === 400 || reply.status === 501) return false;
    return readList(reply).length > 0;
  }

  async get(id: string): Promise<ScimResource | undefined> {
    return readOne(await this.#http.send({ method: "GET", path: this.#one(id), query: this.#query }));
  }

  /** Gives the new object's id. */
  async create(body: JsonObject): Promise<string> {
    return readCreated(await this.#http.send({ method: "POST", path: this.#path, body }));
  }

  async patch(id: string, body: JsonObject): Promise<void> {
    readDone(await this.#http.send({ method: "PATCH", path: this.#one(id), body }));
  }

  async delete(id: string): Promise<void> {
    readDone(await this.#http.send({ method: "DELETE", path: this.#one(id) }), true);
  }

  #one(id: string): string {
    return `${this.#path}/${encodeURIComponent(id)}`;
  }
}

function join(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("&");
}
