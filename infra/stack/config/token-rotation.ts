import { z } from "zod";
import { rotationOf } from "../../components/scim-service/rotation.ts";
import { exactlyOne } from "./exactly-one.ts";

/** When a token or client of our own service is replaced by a new one. */
export const tokenRotation = z
  .strictObject({
    every: z.string().refine(isPeriod, { error: "must be a number of days or hours" }).exactOptional().meta({
      description:
        "The first deployment of each period replaces the token or client, without a failed request. It ends one period after its successor is due.",
      example: "90d",
    }),
    trigger: z.string().min(1).exactOptional().meta({
      description: "Any text; a change replaces the token or client at the next deployment.",
      example: "2026-11-24",
    }),
  })
  .superRefine(exactlyOne(["every", "trigger"]))
  .exactOptional()
  .meta({ description: "When the token or client is replaced. Left out, never." });

function isPeriod(value: string): boolean {
  try {
    rotationOf(value, new Date(0));
    return true;
  } catch {
    return false;
  }
}
