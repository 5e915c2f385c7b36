/** A reply, its JSON parsed. */
export interface ScimReply {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined where there is no body. */
  readonly body: Resource;
}

/** JSON of a reply: whatever the test looks for in it. */
export interface Resource {
  readonly [name: string]: unknown;
  readonly id: string;
  readonly userName: string;
  readonly displayName: string;
  readonly title?: string;
  readonly nextCursor?: string;
  readonly schemas: readonly string[];
  readonly scimType?: string;
  readonly detail: string;
  readonly totalResults: number;
  readonly Resources: readonly Resource[];
  readonly members?: readonly { readonly value: string; readonly type: string; readonly $ref: string }[];
}

export const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
export const GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
export const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
export const SIGHTCALL = "urn:ietf:params:scim:schemas:extension:sightcall:2.0:User";
export const PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/** Speaks SCIM with one tenant's token. */
export class ScimClient {
  readonly base: string;
  readonly token: string;

  constructor(base: string, token: string) {
    this.base = base;
    this.token = token;
  }

  /** @param body an object, or the bytes to send as they are. */
  async send(
    method: string,
    path: string,
    body?: object | string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
  ): Promise<ScimReply> {
    const isRaw = typeof body === "string" || body instanceof Uint8Array;
    const response = await fetch(this.base + path, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { "content-type": "application/scim+json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === "" ? undefined : JSON.parse(text)) as Resource,
    };
  }

  get(path: string, headers?: Record<string, string>): Promise<ScimReply> {
    return this.send("GET", path, undefined, headers);
  }

  /** A list by filter, encoded as RFC 3986 asks. */
  filter(path: string, filter: string): Promise<ScimReply> {
    return this.get(`${path}?filter=${encodeURIComponent(filter)}`);
  }

  patch(path: string, ...operations: readonly object[]): Promise<ScimReply> {
    return this.send("PATCH", path, { schemas: [PATCH_OP], Operations: operations });
  }

  /** Makes a user that the RFC would make; fails the test when it is refused. */
  async user(userName: string, attributes: object = {}): Promise<Resource> {
    return this.#created("/Users", { schemas: [USER], userName, ...attributes });
  }

  async group(displayName: string, members: readonly string[] = []): Promise<Resource> {
    const list = members.map((value) => ({ value }));
    return this.#created("/Groups", {
      schemas: [GROUP],
      displayName,
      ...(list.length > 0 ? { members: list } : {}),
    });
  }

  async #created(path: string, body: object): Promise<Resource> {
    const reply = await this.send("POST", path, body);
    if (reply.status !== 201) throw new Error(`POST ${path}: ${reply.status} ${reply.body.detail}`);
    return reply.body;
  }

  /** Ids of a group's members, in order. */
  async members(groupId: string): Promise<readonly string[]> {
    const { body } = await this.get(`/Groups/${groupId}`);
    return (body.members ?? []).map(({ value }) => value).toSorted();
  }
}
