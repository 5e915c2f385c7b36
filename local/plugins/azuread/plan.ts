import { type PropertyMap, UNKNOWN } from "../../../provider/runtime/property-map/property-map.ts";
import { differs, isEmpty, same } from "./diff.ts";
import { type Resource, sortedSet } from "./resource.ts";

/** What a preview says a creation will give: what only Entra knows is unknown. */
export function plannedCreation(resource: Resource, inputs: PropertyMap): PropertyMap {
  const unknown = [...resource.computed, ...resource.optionalComputed].map((name) => [name, UNKNOWN]);
  return { ...Object.fromEntries(unknown), ...inputs };
}

/** What a preview says an update will give: an input that is no longer given is gone, unless Entra fills it. */
export function plannedUpdate(resource: Resource, state: PropertyMap, inputs: PropertyMap): PropertyMap {
  const planned = { ...state, ...inputs };
  for (const property of Object.keys(resource.inputs.shape)) {
    if (inputs[property] === undefined && !resource.optionalComputed.includes(property))
      delete planned[property];
  }
  return planned;
}

/** `inputs` with what `ignoreChanges` names taken from the state. */
export function withIgnored(
  inputs: PropertyMap,
  state: PropertyMap,
  ignored: readonly string[],
): PropertyMap {
  const kept = ignored.filter((name) => state[name] !== undefined).map((name) => [name, state[name]]);
  return { ...inputs, ...(Object.fromEntries(kept) as PropertyMap) };
}

/**
 * The inputs that a resource that was read would have: the known ones brought up to date; for an import all that are
 * not empty.
 */
export function inputsOf(resource: Resource, state: PropertyMap, known: PropertyMap): PropertyMap {
  const imported = Object.keys(known).length === 0;
  const inputs: PropertyMap = {};
  for (const property of Object.keys(resource.inputs.shape)) {
    const live = state[property];
    const before = known[property];
    if (!imported && before === undefined) continue;
    const order = resource.sets.includes(property) ? sortedSet : same;
    const value = before !== undefined && !differs(order(before), order(live)) ? before : live;
    if (value !== undefined && !(imported && isEmpty(value))) inputs[property] = value;
  }
  return inputs;
}
