import { z } from "zod";

const UNITS = { d: 86_400_000, h: 3_600_000 } as const;
/** A period such as `90d` or `12h`. */
const PERIOD = /^([1-9]\d{0,4})([dh])$/;

/** What the service issues a token or a client for. */
export const issuedInputs = z.object({
  adminUrl: z
    .url({ protocol: /^https?$/, error: "must be the service's address, such as https://scim.contoso.com" })
    .describe("The SCIM service's address without a path, such as `https://scim.contoso.com`."),
  adminKey: z
    .string()
    .min(1, "must not be empty")
    .describe("The service's admin key. A change is only remembered."),
  tenant: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, "has 1 to 64 letters, digits, dots, dashes or underscores")
    .describe("The service's tenant that it is for; made when it is missing, never deleted."),
  label: z
    .string()
    .min(1, "must not be empty")
    .describe("What the service's list shows, with a mark of the resource behind it."),
  validFor: z
    .string()
    .regex(PERIOD, "must be a number of days or hours, such as 180d")
    .optional()
    .describe(
      "How long it is valid, such as `180d`; without an end when left out. A change counts from the next rotation on.",
    ),
});

/** When something issued now ends, ISO 8601 in UTC; undefined when it does not. */
export function expiryAfter(validFor: string | undefined): string | undefined {
  const [, count, unit] = PERIOD.exec(validFor ?? "") ?? [];
  if (count === undefined || (unit !== "d" && unit !== "h")) return undefined;
  return new Date(Date.now() + Number(count) * UNITS[unit]).toISOString();
}

/** Properties of an example, in YAML. */
export const ISSUED_EXAMPLE = `
adminUrl: https://scim.contoso.com
adminKey: \${adminKey}
tenant: contoso
label: Entra
validFor: 180d
rotation: 2027-01`;
