import { createHash } from "node:crypto";

/**
 * The object id of a directory object that its source gives none for: derived from kind, domain and name alone (as
 * UUID version 5 does, RFC 9562 section 5.5), so that every run of the same directory has the same ids.
 *
 * @param name unique within the kind; compared without regard to case, as Entra compares names
 */
export function objectId(kind: "user" | "group", domain: string, name: string): string {
  const digest = createHash("sha1").update(`${kind}\n${domain}\n${name}`.toLowerCase()).digest();
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = digest.toString("hex", 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
