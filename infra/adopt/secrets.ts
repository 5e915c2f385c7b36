import { z } from "zod";
import { baseAddress, ProvisioningScope, ScimDialect } from "../components/provisioning/secrets.ts";
import { endpoint } from "../stack/config/endpoint.ts";
import { provisioning } from "../stack/config/provisioning.ts";

type Secrets = Readonly<Record<string, string>>;

/** The JSON text in the secret `SyncNotificationSettings`. */
const notificationSettings = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: "custom", message: "is not JSON" });
      return z.NEVER;
    }
  })
  .pipe(
    z.object({
      Enabled: z.boolean().default(false),
      Recipients: z.string().default(""),
      DeleteThresholdEnabled: z.boolean().default(false),
      DeleteThresholdValue: z.number().default(0),
    }),
  );

/** The Tenant URL as the secrets have it; undefined when they do not show one that the stack takes. */
export function addressOf(
  { BaseAddress: address }: Secrets,
  remarks: string[],
): { url: string | undefined; dialect: ScimDialect } {
  if (address === undefined || address === "*") {
    remarks.push("Entra does not show the tenant URL; set endpoint.url unless it is the default.");
    return { url: undefined, dialect: ScimDialect.Default };
  }
  const url = withoutFlag(address);
  const dialect = url === address ? ScimDialect.Default : ScimDialect.AadOptscim062020;
  const mistake = endpoint.shape.url.safeParse(url).error?.issues[0]?.message;
  if (mistake !== undefined) {
    remarks.push(`The tenant URL ${address} ${mistake}. Set endpoint.url before the first \`pulumi up\`.`);
    return { url: undefined, dialect };
  }
  const written = baseAddress(url, dialect);
  if (written !== address) {
    remarks.push(`The tenant URL ${address} is written as ${written} by the first \`pulumi up\`.`);
  }
  return { url, dialect };
}

/** A tenant URL without the flag of the dialect, wherever in its query it is. */
function withoutFlag(address: string): string {
  const mark = address.indexOf("?");
  if (mark === -1) return address;
  const parameters = address.slice(mark + 1).split("&");
  const others = parameters.filter((each) => !/^aadOptscim062020(?:=|$)/i.test(each));
  if (others.length === parameters.length) return address;
  return address.slice(0, mark) + (others.length === 0 ? "" : `?${others.join("&")}`);
}

/** What the admin center calls "Settings", where it differs from what a stack has by default. */
export function settingsIn(secrets: Secrets, remarks: string[]): Readonly<Record<string, unknown>> {
  return {
    ...(isTrue(secrets["SyncAll"]) ? { scope: ProvisioningScope.All } : {}),
    ...notificationOf(secrets["SyncNotificationSettings"], remarks),
    ...(isTrue(secrets["SkipOutOfScopeDeletions"]) ? { skipOutOfScopeDeletions: true } : {}),
  };
}

function isTrue(secret: string | undefined): boolean {
  return secret?.toLowerCase() === "true";
}

function notificationOf(
  text: string | undefined,
  remarks: string[],
): { deletionThreshold: number; notificationEmail?: string } {
  const { data } = notificationSettings.safeParse(text);
  if (data === undefined) {
    if (text !== undefined && text !== "") {
      remarks.push("The notification settings cannot be read; the first `pulumi up` writes them anew.");
    }
    return { deletionThreshold: 0 };
  }
  const { deletionThreshold, notificationEmail } = provisioning.shape;
  const threshold = deletionThreshold.safeParse(data.DeleteThresholdEnabled ? data.DeleteThresholdValue : 0);
  if (!threshold.success) {
    remarks.push(
      `The deletion threshold ${data.DeleteThresholdValue} is not one that the stack takes; the first \`pulumi up\` switches it off unless provisioning.deletionThreshold is set.`,
    );
  }
  const recipient = data.Enabled && data.Recipients !== "" ? data.Recipients : undefined;
  const email = notificationEmail.safeParse(recipient);
  if (recipient !== undefined && !email.success) {
    remarks.push(
      `"${recipient}" is not one e-mail address; the first \`pulumi up\` switches notifications off unless provisioning.notificationEmail is set.`,
    );
  }
  return {
    deletionThreshold: threshold.success ? threshold.data : 0,
    ...(recipient !== undefined && email.success ? { notificationEmail: recipient } : {}),
  };
}
