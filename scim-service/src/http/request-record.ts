import type { JsonObject } from "../scim/json.ts";
import { prepared } from "../scim/prepare.ts";
import type { KeptRequest } from "../store/requests.ts";
import { isResourceId } from "../store/resource-id.ts";
import type { Principal } from "../store/tokens.ts";
import type { Query } from "./query.ts";
import type { Reply } from "./reply.ts";
import { MAX_MEMBERS, membersIn } from "./request-members.ts";

/** Longest name in bytes; longer ones are no resource's. */
const MAX_NAME = 2_000;
const NAMED = /\b(userName|displayName|externalId)\s+eq\s+("(?:[^"\\]|\\.)*")/gi;
/** Entra asks for a membership by `id eq "…" and members eq "…"`. */
const BY_ID = /\b(id|members(?:\.value|\[value)?)\s+eq\s+"?([\da-f-]{36})\b/gi;

/** An operation of a Bulk request: kept like a request of its own. */
export type RecordedOperation = Pick<
  KeptRequest,
  "at" | "operation" | "method" | "path" | "status" | "scimType" | "detail" | "rules" | "milliseconds"
> & { readonly subject: RequestRecord["subject"] };

const noOperations = (): readonly RecordedOperation[] => [];

/** Whose request it is and whom it is about, as far as that is known while it is worked on. */
export class RequestRecord {
  readonly tenant: number;
  readonly tokenId: string;
  #resourceId: string | null;
  #nameKey: string | null = null;
  #externalId: string | null = null;
  #memberIds: Set<string> | undefined;
  /** The operations of a Bulk request that are over when it is called. */
  operations: () => readonly RecordedOperation[] = noOperations;

  /** @param id in the path; empty where there is none. */
  constructor({ tenant, tokenId }: Principal, id: string) {
    this.tenant = tenant;
    this.tokenId = tokenId;
    this.#resourceId = isResourceId(id) ? id : null;
  }

  get subject() {
    return {
      resourceId: this.#resourceId,
      nameKey: this.#nameKey,
      externalId: this.#externalId,
      memberIds: this.#memberIds ? [...this.#memberIds] : [],
    };
  }

  readQuery(query: Query): void {
    const filter = query.get("filter");
    if (filter !== undefined) this.#readFilter(filter);
  }

  /** Only a resource, or a search, has these names at its top; those in a PATCH are values it is to have. */
  readBody(body: JsonObject): void {
    for (const [name, value] of Object.entries(body)) {
      if (typeof value !== "string") continue;
      const attribute = name.toLowerCase();
      if (attribute === "filter") this.#readFilter(value);
      else this.#name(attribute, value);
    }
    for (const id of membersIn(body)) if (!this.#member(id)) break;
  }

  readReply({ location }: Reply): void {
    if (this.#resourceId !== null || location === undefined) return;
    const id = location.slice(location.lastIndexOf("/") + 1);
    if (isResourceId(id)) this.#resourceId = id;
  }

  #readFilter(filter: string): void {
    for (const [, attribute = "", literal = ""] of filter.matchAll(NAMED)) {
      this.#name(attribute.toLowerCase(), textOf(literal));
    }
    for (const [, attribute = "", id = ""] of filter.matchAll(BY_ID)) {
      if (!isResourceId(id)) continue;
      if (attribute.toLowerCase() === "id") this.#resourceId ??= id;
      else this.#member(id);
    }
  }

  /** @returns whether there is room for more. */
  #member(id: string): boolean {
    const ids = (this.#memberIds ??= new Set());
    ids.add(id);
    return ids.size < MAX_MEMBERS;
  }

  #name(attribute: string, value: string | undefined): void {
    if (value === undefined || value === "" || Buffer.byteLength(value) > MAX_NAME) return;
    // PostgreSQL would refuse it, and every request that is written beside it.
    if (value.includes("\0") || !value.isWellFormed()) return;
    if (attribute === "externalid") this.#externalId = value;
    // A user's display name is not what users are found by.
    else if (attribute === "username") this.#nameKey = prepared(value);
    else if (attribute === "displayname") this.#nameKey ??= prepared(value);
  }
}

function textOf(literal: string): string | undefined {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
