import { z } from "zod";
import { ProviderError } from "../runtime/error.ts";
import type { GuideStep } from "../guide.ts";
import type { HttpReply } from "../runtime/http/reply.ts";

const errorBody = z.object({ error: z.object({ code: z.string(), message: z.string().default("") }) });

/** Microsoft Graph refused a request. The message names the step of the guide, Graph's reason and what to do. */
export class GraphError extends ProviderError {
  override readonly name = "GraphError";
  readonly status: number;
  /** Graph's code, e.g. `Authorization_RequestDenied`; empty when the body had none. */
  readonly code: string;
  /** Graph's own message. */
  readonly graphMessage: string;

  constructor(step: GuideStep, request: string, reply: HttpReply, requestId: string) {
    const { code, message } = readBody(reply);
    const said = [code, message].filter((text) => text !== "").join(": ") || "without saying why";
    super(
      `Step ${step.number} of the guide (${step.name}): Microsoft Graph answered ${reply.status}, ${said}\n` +
        `${advise(reply.status, step, { request, code, message })}\n` +
        `[${request}, client-request-id ${requestId}]`,
    );
    this.status = reply.status;
    this.code = code;
    this.graphMessage = message;
  }
}

function readBody(reply: HttpReply): { code: string; message: string } {
  try {
    return errorBody.parse(JSON.parse(reply.text)).error;
  } catch {
    return { code: "", message: "" };
  }
}

/** What Graph refused, and its own words. */
interface Refusal {
  readonly request: string;
  readonly code: string;
  readonly message: string;
}

function advise(status: number, step: GuideStep, refusal: Refusal): string {
  if (lacksPermission(status, refusal)) return adviseToGrant(step);
  if (isUnknownValue({ status, text: refusal.message })) {
    return "Microsoft's service does not know this value, and repeating the request does not help: its letter case counts.";
  }
  switch (status) {
    case 400:
      return "The request does not suit what is there now. Compare the values in the stack's config with the admin center.";
    case 401:
      return "The login is not accepted here. Check that ARM_TENANT_ID and the credentials belong to this tenant.";
    case 404:
      return "It does not exist, or not yet. If it was deleted by hand, run `pulumi refresh` first.";
    case 409:
      return "Something else is changing it at this moment. Deploy again.";
    case 429:
      return "The tenant's requests are throttled for longer than this deployment waits. Deploy again later.";
    default:
      return status >= 500
        ? "Microsoft's service has a problem. Deploy again later; what is done already stays."
        : "Look the code up in Microsoft Graph's documentation.";
  }
}

/** The synchronization API says 401 for a permission that is missing; only the code tells it from a bad token. */
function lacksPermission(status: number, { request, code }: Refusal): boolean {
  if (status === 403) return true;
  return status === 401 && request.includes("/synchronization") && code !== "InvalidAuthenticationToken";
}

function adviseToGrant(step: GuideStep): string {
  const permissions = step.permissions.join(" or ") || "the permission for it";
  return (
    `Grant the deploying application ${permissions} (Entra admin center, App registrations, API permissions, ` +
    `Microsoft Graph, Application permissions, then "Grant admin consent"); a user needs the role ` +
    `Cloud Application Administrator. A grant takes a few minutes to take effect.`
  );
}

/** Graph answers 500 to a value that its enumerations lack, such as a secret's key in the wrong letter case. */
export function isUnknownValue({ status, text }: Pick<HttpReply, "status" | "text">): boolean {
  return status === 500 && /Requested value '[^']*' was not found\./.test(text);
}
