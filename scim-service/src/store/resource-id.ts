import { randomUUIDv7 } from "node:crypto";

/** A version 7 UUID: unique, and later ones sort behind earlier ones, so that pages by id are in order of creation. */
export function newResourceId(): string {
  return randomUUIDv7();
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text can be the id of a resource; only then may it reach a `uuid` column. */
export function isResourceId(text: string): boolean {
  return UUID.test(text);
}
