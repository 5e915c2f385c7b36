import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { EmulatedEntra } from "../../testing/emulator.ts";
import type { PluginProcess } from "../../runtime/testing/plugin-process.ts";
import { startPlugin } from "../../testing/plugin.ts";
import type { PropertyMap } from "../../runtime/property-map/property-map.ts";
import { inputsFor, LiveSchema, PROFILE, TYPE } from "./testing/live-schema.ts";

let entra: EmulatedEntra;
let plugin: PluginProcess;
let inputs: PropertyMap;
let schema: LiveSchema;

beforeAll(async () => {
  entra = await EmulatedEntra.start();
  plugin = await startPlugin(entra.environment);
});

afterAll(async () => {
  await plugin[Symbol.asyncDispose]();
  await entra[Symbol.asyncDispose]();
});

beforeEach(async () => {
  const job = await entra.makeJob();
  inputs = inputsFor(job);
  schema = new LiveSchema(entra, job);
});

describe("a SynchronizationSchema with mistakes", () => {
  test("mappings that do not fit the job's schema are refused together, before anything is sent", async () => {
    const wrong = {
      ...inputs,
      mappings: [
        { targetAttributeName: "shoeSize", constant: "44" },
        { targetAttributeName: "title", expression: "[jobTitel]" },
      ],
    };
    const requests = await entra.requestsDuring(async () => {
      const failed = plugin.create(TYPE, wrong);
      await expect(failed).rejects.toThrow(/shoeSize: the target has no such attribute of users/);
      await expect(failed).rejects.toThrow(
        /title: unknown attribute \[jobTitel\][\s\S]*did you mean \[jobTitle\]/,
      );
    });
    expect(requests.filter((request) => request.startsWith("PUT"))).toEqual([]);
  });

  test("a scoping filter that Entra cannot follow is refused before anything is sent, also in preview", async () => {
    const clauses = [{ attribute: "departmnt", operator: "EQUALZ", values: ["Sales"] }];
    const wrong = { ...inputs, scopingFilters: [{ groups: [{ name: "Sales", clauses }] }] };
    const requests = await entra.requestsDuring(async () => {
      for (const preview of [true, false]) {
        const failed = plugin.create(TYPE, wrong, { preview });
        await expect(failed).rejects.toThrow(/did you mean department\?[\s\S]*did you mean EQUALS\?/);
      }
    });
    expect(requests.filter((request) => request.startsWith("PUT"))).toEqual([]);
  });

  test("the last matching attribute cannot be taken away", async () => {
    const before = await schema.content();
    const blind = { ...inputs, disabledMappings: [{ targetAttributeName: "userName" }] };
    await expect(plugin.create(TYPE, blind)).rejects.toThrow(
      /No mapping of User objects would be a matching attribute/,
    );
    expect(await schema.content()).toEqual(before);
  });

  test("wrong inputs are told at once, with the place of a mistake in an expression", async () => {
    const { problems } = await plugin.check(TYPE, {
      ...inputs,
      attributes: [{ name: PROFILE }, { name: PROFILE, object: "User" }],
      mappings: [
        { targetAttributeName: PROFILE, constant: "a", attribute: "b" },
        { targetAttributeName: "title" },
        { targetAttributeName: "nickName", expression: "Switch([a], " },
        { targetAttributeName: "preferredLanguage", attribute: "mail" },
      ],
    });
    expect(problems).toEqual([
      { property: "attributes[1].name", reason: "is the same as attributes[0]" },
      { property: "mappings[0]", reason: "has constant and attribute; it takes one of them" },
      { property: "mappings[1]", reason: "needs one of constant, attribute, expression and defaultValue" },
      { property: "mappings[2].expression", reason: expect.stringMatching(/column 13/) },
      { property: "disabledMappings[0]", reason: "is mapped by mappings[3]" },
    ]);
  });
});
