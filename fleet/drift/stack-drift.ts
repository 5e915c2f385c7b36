import { z } from "zod";
import { kindOf, nameOf } from "../../infra/stack/engine/events.ts";
import { secretKeys } from "../../infra/components/provisioning/secrets.ts";
import type { SignInMethod } from "../../infra/components/provisioning/sign-in.ts";
import type { DriftItem } from "../operations/result.ts";

const values = z.record(z.string(), z.unknown());
const side = z.object({ inputs: values.nullish(), outputs: values.nullish() }).nullish();

/** What `pulumi refresh --json` says of a resource once it has looked at it. */
const looked = z.object({
  resOutputsEvent: z.object({
    metadata: z.object({
      op: z.string(),
      urn: z.string(),
      type: z.string(),
      detailedDiff: z.record(z.string(), z.object({ inputDiff: z.boolean().default(false) })).nullish(),
      old: side,
      new: side,
    }),
  }),
});

type Looked = z.output<typeof looked>["resOutputsEvent"]["metadata"];

const ASSIGNMENT = "azuread:index/appRoleAssignment:AppRoleAssignment";
const SECRETS = "azuread:index/synchronizationSecret:SynchronizationSecret";
const MAPPED = "entra-provisioning:index:SynchronizationSchema";
const ACCESS_TOKEN = "entra-provisioning:index:AccessToken";
const START = "entra-provisioning:index:ProvisioningStart";

/** What a refresh found to be other than the stack made it. */
export class StackDrift {
  readonly items: DriftItem[] = [];
  /** Object ids of those whom the stack has assigned. */
  readonly assigned = new Set<string>();
  #signIn: SignInMethod = "bearer";

  /** Reads a line of the engine's events. */
  read(line: string): void {
    if (!line.startsWith("{")) return;
    const parsed = looked.safeParse(JSON.parse(line));
    if (!parsed.success) return;
    const { metadata } = parsed.data.resOutputsEvent;
    const { op, type, old } = metadata;
    const principal = old?.outputs?.["principalObjectId"];
    // It answers without asking anybody, so it comes before the secrets that it is part of.
    if (type === ACCESS_TOKEN) this.#signIn = "oauth";
    if (type === ASSIGNMENT && typeof principal === "string") this.assigned.add(principal);
    if (op === "delete") this.items.push(gone(metadata));
    else if (op === "update" || op === "replace") this.items.push(...changed(metadata, this.#signIn));
  }
}

function gone({ type, urn, old }: Looked): DriftItem {
  if (type !== ASSIGNMENT)
    return { item: `${kindOf(type)} ${nameOf(urn)}`, expected: "there", found: "gone" };
  const { principalDisplayName, principalObjectId } = old?.outputs ?? {};
  return {
    item: `assignment of ${print(principalDisplayName ?? principalObjectId)}`,
    expected: "there",
    found: "gone",
  };
}

function changed({ type, urn, detailedDiff, old, new: now }: Looked, signIn: SignInMethod): DriftItem[] {
  return Object.entries(detailedDiff ?? {}).flatMap(([path, { inputDiff }]) => {
    if (type === SECRETS) return [secretChanged(path, signIn)];
    // Cycles change what a job says of itself; whether it runs is the only part that somebody decides.
    if (type === START && path !== "schedule") return [];
    const [before, after] = inputDiff ? [old?.inputs, now?.inputs] : [old?.outputs, now?.outputs];
    return [
      {
        item: itemOf(type, urn, path, [before, after]),
        expected: print(at(before, path)),
        found: print(at(after, path)),
      },
    ];
  });
}

/** Values of synchronization secrets are shown to nobody; their order is the stack's. */
function secretChanged(path: string, signIn: SignInMethod): DriftItem {
  const index = Number(/^credentials\[(\d+)\]/.exec(path)?.[1] ?? Number.NaN);
  const item = `synchronization secret ${secretKeys(signIn)[index] ?? path}`;
  return { item, expected: "as deployed", found: "another value" };
}

/** `mappings[0].constant` by the name of what it is about. */
function itemOf(type: string, urn: string, path: string, sides: readonly unknown[]): string {
  if (type === START) return "provisioning job";
  const [, list, index, member = ""] = /^(\w+)\[(\d+)\](.*)$/.exec(path) ?? [];
  if (type !== MAPPED || list === undefined) return `${kindOf(type)} ${nameOf(urn)}, ${path}`;
  const entry = sides.map((given) => at(given, `${list}[${index}]`)).find((given) => given !== undefined);
  const { targetAttributeName, name, object } = values.safeParse(entry).data ?? {};
  const what = list.replace(/s$/, "");
  return `${what} ${print(targetAttributeName ?? name ?? object ?? index)}${member}`;
}

function at(root: unknown, path: string): unknown {
  return path
    .split(/[.[\]]/)
    .filter((key) => key !== "")
    .reduce<unknown>((value, key) => (value instanceof Object ? Reflect.get(value, key) : undefined), root);
}

function print(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  return typeof value === "string" ? value : JSON.stringify(value);
}
