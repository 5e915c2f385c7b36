import type { z } from "zod";
import { problemsOf } from "../../../provider/runtime/binding/problems.ts";
import { ProviderError } from "../../../provider/runtime/error.ts";
import type { Call, PluginResource } from "../../../provider/runtime/plugin.ts";
import type { PropertyMap, PropertyValue } from "../../../provider/runtime/property-map/property-map.ts";
import { diffResource } from "./diff.ts";
import type { GraphClient } from "./graph/client.ts";
import type { Login } from "./login/login.ts";
import { inputsOf, plannedCreation, plannedUpdate, withIgnored } from "./plan.ts";
import type { Resource } from "./resource.ts";

/** What resources and functions have at hand. */
export interface BridgedContext extends Call {
  readonly graph: GraphClient;
  readonly login: Login;
}

/** Does for a resource what Pulumi's bridge does between the engine and a Terraform provider. */
export function bridge(resource: Resource): PluginResource<BridgedContext> {
  return {
    isSecret: (path) => resource.isSecret(path),

    check: (news) => ({
      inputs: withDefaults(resource.inputs, news),
      problems: problemsOf(resource.inputs, news),
    }),

    diff: (old, news, ignoreChanges) => diffResource(resource, old.outputs, news, ignoreChanges),

    async create(inputs, { preview, graph }) {
      if (preview) return { id: "", outputs: plannedCreation(resource, inputs) };
      const id = await resource.create(resource.inputs.parse(inputs), graph);
      const read = () => resource.read(id, inputs, graph);
      const outputs = resource.readOnce ? await read() : await graph.until(id, read);
      // The bridge's own words; what was made is in Entra all the same.
      if (outputs === undefined)
        throw new ProviderError("expected non-nil error with nil state during Create");
      return { id, outputs };
    },

    async read({ id, inputs, outputs }, { graph }) {
      const state = await resource.read(id, outputs, graph);
      return state && { id, inputs: inputsOf(resource, state, inputs), outputs: state };
    },

    async update({ id, outputs }, news, ignoreChanges, { preview, graph }) {
      const inputs = withIgnored(news, outputs, ignoreChanges);
      if (preview) return plannedUpdate(resource, outputs, inputs);
      await resource.update(id, resource.inputs.parse(inputs), outputs, graph);
      const updated = await resource.read(id, inputs, graph);
      if (updated === undefined) throw new ProviderError(`${id} is gone. Run pulumi refresh.`);
      return updated;
    },

    async delete({ id, outputs }, { graph }) {
      await resource.delete(id, outputs, graph);
    },
  };
}

function withDefaults(schema: z.ZodObject, news: PropertyMap): PropertyMap {
  const inputs = { ...news };
  for (const [property, part] of Object.entries(schema.shape)) {
    if (inputs[property] !== undefined) continue;
    const { data } = (part as z.ZodType<PropertyValue | undefined>).safeParse(undefined);
    if (data !== undefined) inputs[property] = data;
  }
  return inputs;
}
