import { z } from "zod";

const side = z.object({ outputs: z.record(z.string(), z.unknown()).nullish() }).nullish();

const metadata = z.object({ op: z.string(), urn: z.string(), type: z.string(), old: side, new: side });

/** What the engine puts in the place of an output that only the deployment will know. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** One line of `pulumi up --json`: the parts of an engine event that a run shows. */
const engineEvent = z.object({
  diagnosticEvent: z
    .object({ urn: z.string().optional(), message: z.string(), severity: z.string() })
    .optional(),
  resourcePreEvent: z.object({ metadata }).optional(),
  resOutputsEvent: z.object({ metadata }).optional(),
  resOpFailedEvent: z.object({ metadata }).optional(),
  summaryEvent: z
    .object({
      durationSeconds: z.number(),
      resourceChanges: z.record(z.string(), z.number()).nullish(),
      result: z.string().default("succeeded"),
    })
    .optional(),
});

/** An operation on one resource. */
export interface ResourceStep {
  /** Such as `create`, `update`, `same`, `delete`, `replace`. */
  readonly op: string;
  readonly urn: string;
  /** Such as `azuread:index/synchronizationJob:SynchronizationJob`. */
  readonly type: string;
  /** The resource's name, the last part of its URN. */
  readonly name: string;
  /** Display name of whom an assignment is for, once it is known: its own name has an object id. */
  readonly principal?: string;
}

/** What happened, in the order in which it happened. */
export type StackEvent =
  | { readonly kind: "engine"; readonly pid: number }
  | { readonly kind: "started" | "finished" | "failed"; readonly step: ResourceStep }
  | { readonly kind: "error" | "warning" | "info"; readonly text: string; readonly urn: string }
  | { readonly kind: "outputs"; readonly outputs: Readonly<Record<string, unknown>> }
  | {
      readonly kind: "summary";
      readonly seconds: number;
      /** Resources by operation, such as `{ create: 12, same: 1 }`. */
      readonly changes: Readonly<Record<string, number>>;
      readonly succeeded: boolean;
    };

/** Reads one line; the engine's debug chatter and events that no run shows give nothing. */
export function parseEvent(line: string): StackEvent[] {
  const event = engineEvent.parse(JSON.parse(line));
  if (event.resourcePreEvent) return [{ kind: "started", step: stepOf(event.resourcePreEvent.metadata) }];
  if (event.resOpFailedEvent) return [{ kind: "failed", step: stepOf(event.resOpFailedEvent.metadata) }];
  if (event.resOutputsEvent) {
    const { metadata } = event.resOutputsEvent;
    const finished = { kind: "finished", step: stepOf(metadata) } as const;
    return metadata.type === "pulumi:pulumi:Stack"
      ? [finished, { kind: "outputs", outputs: metadata.new?.outputs ?? {} }]
      : [finished];
  }
  if (event.summaryEvent) {
    const { durationSeconds, resourceChanges, result } = event.summaryEvent;
    return [
      {
        kind: "summary",
        seconds: durationSeconds,
        changes: resourceChanges ?? {},
        succeeded: result === "succeeded",
      },
    ];
  }
  return diagnostic(event.diagnosticEvent);
}

function diagnostic(event: z.infer<typeof engineEvent>["diagnosticEvent"]): StackEvent[] {
  if (!event) return [];
  const text = event.message.trim();
  if (text === "") return [];
  const urn = event.urn ?? "";
  switch (event.severity) {
    case "error":
      return [{ kind: "error", text, urn }];
    case "warning":
      return [{ kind: "warning", text, urn }];
    case "info":
    case "info#err":
      return [{ kind: "info", text, urn }];
    default:
      return [];
  }
}

function stepOf({ op, urn, type, old, new: now }: z.infer<typeof metadata>): ResourceStep {
  const principal = (now ?? old)?.outputs?.["principalDisplayName"];
  const isKnown = typeof principal === "string" && principal !== "" && principal !== UNKNOWN;
  return { op, urn, type, name: nameOf(urn), ...(isKnown ? { principal } : {}) };
}

/** What a person calls a resource: an assignment by whom it is for, everything else by its name. */
export function labelOf({ name, principal }: ResourceStep): string {
  return principal ?? name;
}

/** The last part of a type: of `azuread:index/synchronizationJob:SynchronizationJob` the one behind the last colon. */
export function kindOf(type: string): string {
  return type.slice(type.lastIndexOf(":") + 1);
}

/** The name in a URN: all behind its last `::`. */
export function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}
