import { LENIENCIES, type LeniencyName } from "../scim/leniency.ts";
import type { KeptRequest } from "../store/requests.ts";

/** Why a request was answered as it was, for an administrator of Entra. */
export interface Explanation {
  /** What happened, in a few words: refused requests are grouped by it. */
  readonly reason: string;
  /** Why, in a sentence. */
  readonly because: string;
  /** What to do in Entra; undefined where there is nothing to do. */
  readonly remedy: string | undefined;
}

type Outcome = Pick<KeptRequest, "status" | "scimType" | "operation" | "detail">;

const BY_TYPE: Readonly<Record<string, Omit<Explanation, "because">>> = {
  uniqueness: {
    reason: "Name taken",
    remedy:
      "Find who has the name here, and compare it with Entra's matching attribute: if it is the same person, correct the value there or here, and restart provisioning for the user; if not, give one of the two another name.",
  },
  invalidValue: {
    reason: "Value not accepted",
    remedy:
      "Correct the value in Entra, or the attribute mapping that produces it (Provisioning → Attribute mapping), then provision the user on demand.",
  },
  invalidSyntax: {
    reason: "Body not understood",
    remedy:
      "Look for an attribute mapping with a custom expression or an unknown target attribute. For a strict tenant, append aadOptscim062020 to the Tenant URL, or switch strict off.",
  },
  invalidPath: {
    reason: "Attribute not known",
    remedy:
      "Remove the mapping to this target attribute, or correct its name (Provisioning → Attribute mapping → Edit attribute list).",
  },
  noTarget: {
    reason: "Nothing there to change",
    remedy:
      "Nothing, if it happens once. If it repeats, restart provisioning, so that Entra reads the resource anew.",
  },
  mutability: {
    reason: "Attribute cannot be changed",
    remedy: "Remove the mapping to this target attribute, or let it apply only during creation.",
  },
  invalidFilter: {
    reason: "Search not understood",
    remedy:
      "Choose userName, externalId or an e-mail address as the matching attribute (Provisioning → Attribute mapping).",
  },
  tooMany: {
    reason: "Too much work for one request",
    remedy: "Nothing in Entra: its requests are far smaller. Find out which other client uses the token.",
  },
};

const BY_STATUS: Readonly<Record<number, Omit<Explanation, "because">>> = {
  404: {
    reason: "Not found",
    remedy:
      "Entra remembers somebody who was deleted here. Restart provisioning: Entra then searches again and makes the resource anew.",
  },
  412: {
    reason: "Changed meanwhile",
    remedy: "Nothing: the client reads the resource again and repeats the change.",
  },
  413: { reason: "Body too large", remedy: "Nothing in Entra: find out which other client uses the token." },
  415: { reason: "Not JSON", remedy: "Nothing in Entra: find out which other client uses the token." },
  429: {
    reason: "Too many requests",
    remedy: "Nothing: Entra waits and tries again. If it repeats, raise TENANT_RATE_LIMIT or add replicas.",
  },
  499: {
    reason: "Client went away",
    remedy: "Nothing, if it happens once: Entra tries again in its next cycle.",
  },
  500: {
    reason: "Fault of the service",
    remedy: "Nothing in Entra: look for the request id in the service's log and report it.",
  },
  501: { reason: "Not offered", remedy: undefined },
  503: {
    reason: "Service not available",
    remedy: "Nothing in Entra: it tries again. Look at the health of the database.",
  },
};

/** Why a request was answered so and what to do; undefined for one that succeeded without a leniency. */
export function explain(request: Outcome): Explanation | undefined {
  if (request.status < 400) return undefined;
  const known = BY_TYPE[request.scimType ?? ""] ?? BY_STATUS[request.status];
  return {
    reason: known?.reason ?? `Refused with ${request.status}`,
    because: sentence(request.detail ?? "The reply did not reach the client"),
    remedy: known?.remedy,
  };
}

function sentence(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}

/** What a leniency let pass, and why it is there. */
export function explainRule(rule: string): string {
  if (!Object.hasOwn(LENIENCIES, rule)) return "A rule of another version of the service.";
  const { accepts, because } = LENIENCIES[rule as LeniencyName];
  return `${accepts.replaceAll("`", "")}. Reason: ${because.replaceAll("`", "")}.`;
}

/** Operations whose name says less than another word. */
const VERBS: Readonly<Record<string, string>> = { list: "search", patch: "change" };

/** What the client asked for, e.g. `create User`. */
export function asked(operation: string): string {
  const [type = "", verb = ""] = operation.split(".");
  if (verb === "") return operation;
  return `${VERBS[verb] ?? verb} ${type}`;
}

/** The ActivityId in Entra's header, which Microsoft's support asks for. */
export function activityId(entra: string | null): string | undefined {
  return /ActivityId:\s*([\w-]{1,64})/i.exec(entra ?? "")?.[1];
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether it is Entra's test of the connection: it looks for a user whose name is a random GUID. */
export function isProbe({ operation, status, nameKey, resourceId }: KeptRequest): boolean {
  return operation === "User.list" && status === 200 && resourceId === null && GUID.test(nameKey ?? "");
}
