import { type Bag, UNKNOWN } from "../../../provider/runtime/value.ts";
import { differs, isEmpty } from "./diff.ts";
import type { Resource } from "./resource.ts";

/** What a preview says a creation will give: what only Entra knows is unknown. */
export function plannedCreation(resource: Resource, inputs: Bag): Bag {
  const unknown = [...resource.computed, ...resource.optionalComputed].map((name) => [name, UNKNOWN]);
  return { ...Object.fromEntries(unknown), ...inputs };
}

/** What a preview says an update will give: an input that is no longer given is gone, unless Entra fills it. */
export function plannedUpdate(resource: Resource, state: Bag, inputs: Bag): Bag {
  const planned = { ...state, ...inputs };
  for (const property of Object.keys(resource.inputs.shape)) {
    if (inputs[property] === undefined && !resource.optionalComputed.includes(property))
      delete planned[property];
  }
  return planned;
}

/** `inputs` with what `ignoreChanges` names taken from the state. */
export function withIgnored(inputs: Bag, state: Bag, ignored: readonly string[]): Bag {
  const kept = ignored.filter((name) => state[name] !== undefined).map((name) => [name, state[name]]);
  return { ...inputs, ...(Object.fromEntries(kept) as Bag) };
}

/**
 * The inputs that a resource that was read would have: the known ones brought up to date; for an import all that are
 * not empty.
 */
export function inputsOf(resource: Resource, state: Bag, known: Bag): Bag {
  const imported = Object.keys(known).length === 0;
  const inputs: Bag = {};
  for (const property of Object.keys(resource.inputs.shape)) {
    const live = state[property];
    const before = known[property];
    if (!imported && before === undefined) continue;
    const value = before !== undefined && !differs(before, live) ? before : live;
    if (value !== undefined && !(imported && isEmpty(value))) inputs[property] = value;
  }
  return inputs;
}
