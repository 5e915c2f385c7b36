import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type EmulatedJob, EmulatedEntra } from "../../testing/emulator.ts";
import type { PluginProcess } from "../../runtime/testing/plugin-process.ts";
import { startPlugin } from "../../testing/plugin.ts";
import { type PropertyMap, UNKNOWN } from "../../runtime/property-map/property-map.ts";
import { sectionOf } from "./document.ts";
import { inputsFor, LiveSchema, PROFILE, TYPE, userMappings } from "./testing/live-schema.ts";

let entra: EmulatedEntra;
let plugin: PluginProcess;
let job: EmulatedJob;
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
  job = await entra.makeJob();
  inputs = inputsFor(job);
  schema = new LiveSchema(entra, job);
});

describe("SynchronizationSchema", () => {
  test("what is named is put in, altered or taken out, and told in words", async () => {
    await plugin.create(TYPE, inputs);
    const mappings = new Map(
      (await schema.userMappings()).map((each) => [each.targetAttributeName, each.source?.name]),
    );
    expect(mappings.get(PROFILE)).toBe("recording");
    expect(mappings.get("externalId")).toBe("objectId");
    expect(mappings.has("preferredLanguage")).toBe(false);
    expect(plugin.messages.at(-1)?.message.split("\n")).toEqual([
      `+ attribute ${PROFILE} = String`,
      "- mapping preferredLanguage (was [preferredLanguage])",
      "~ mapping externalId = [objectId] (was [mailNickname])",
      `+ mapping ${PROFILE} = "recording"`,
      "Entra evaluates every user and group again in the next cycle, because the schema changes.",
    ]);
  });

  test("deleting it leaves the schema as it was", async () => {
    const before = await schema.content();
    const made = await plugin.create(TYPE, inputs);
    expect(await schema.content()).not.toEqual(before);
    await plugin.delete(made);
    expect(await schema.content()).toEqual(before);
  });

  test("nothing is sent when the schema is as declared already", async () => {
    await plugin.create(TYPE, inputs);
    const requests = await entra.requestsDuring(() => plugin.create(TYPE, inputs));
    expect(requests.filter((request) => request.startsWith("PUT"))).toEqual([]);
  });

  test("what was written and not recorded is owned all the same: deleting it leaves the schema as it was", async () => {
    const before = await schema.content();
    await plugin.create(TYPE, inputs);
    const again = await plugin.create(TYPE, inputs);
    await plugin.delete(again);
    expect(await schema.content()).toEqual(before);
  });

  test("a change of one mapping is told by its place, and sends the whole schema once", async () => {
    const made = await plugin.create(TYPE, inputs);
    const news = {
      ...inputs,
      mappings: [
        { targetAttributeName: PROFILE, constant: "multiparty" },
        { targetAttributeName: "externalId", attribute: "objectId" },
        { targetAttributeName: "title", attribute: "department" },
      ],
    };
    expect(await plugin.diff(made, news)).toEqual(["mappings[0].constant: update", "mappings[2]: add"]);
    const requests = await entra.requestsDuring(() => plugin.update(made, news));
    expect(requests.filter((request) => request.startsWith("PUT"))).toHaveLength(1);
    expect(
      (await schema.userMappings()).find((each) => each.targetAttributeName === "title")?.source?.name,
    ).toBe("department");
  });

  test("the order of the lists means nothing", async () => {
    const made = await plugin.create(TYPE, inputs);
    const [first = null, second = null] = inputs["mappings"] as PropertyMap[];
    expect(await plugin.diff(made, { ...inputs, mappings: [second, first] })).toEqual([]);
  });

  test("a preview says what an update would change and that everyone is evaluated again, and changes nothing", async () => {
    const made = await plugin.create(TYPE, inputs);
    const before = await schema.content();
    const planned = await plugin.update(
      made,
      { ...inputs, mappings: [{ targetAttributeName: PROFILE, constant: "multiparty" }] },
      true,
    );
    expect(plugin.messages.at(-1)?.message.split("\n")).toEqual([
      "~ mapping externalId = [mailNickname] (was [objectId])",
      `~ mapping ${PROFILE} = "multiparty" (was "recording")`,
      expect.stringContaining("every user and group again"),
    ]);
    expect(planned.outputs["version"]).toBe(UNKNOWN);
    expect(await schema.content()).toEqual(before);
  });

  test("a first preview, whose job does not exist yet, is a plan", async () => {
    const planned = await plugin.create(TYPE, { ...inputs, jobId: UNKNOWN }, { preview: true });
    expect(planned.outputs).toMatchObject({ jobId: UNKNOWN, version: UNKNOWN });
  });

  test("a change by hand to what it owns is drift and is put back; one to anything else is neither", async () => {
    const made = await plugin.create(TYPE, inputs);
    await schema.edit((document) => {
      const mappings = userMappings(document);
      for (const mapping of mappings) {
        if (mapping.targetAttributeName === PROFILE)
          Object.assign(mapping.source ?? {}, { name: "multiparty", expression: '"multiparty"' });
        if (mapping.targetAttributeName === "title") mapping.flowType = "ObjectAddOnly";
      }
      mappings.push({
        targetAttributeName: "preferredLanguage",
        source: { name: "preferredLanguage", type: "Attribute" },
      });
    });
    const live = await plugin.read(made);
    if (live === undefined) throw new Error("it was not found");
    expect(live.inputs["disabledMappings"]).toEqual([]);
    expect(await plugin.diff(live, inputs)).toEqual([
      "disabledMappings[0]: add",
      "mappings[0].constant: update",
    ]);

    await plugin.update(live, inputs);
    const after = new Map((await schema.userMappings()).map((each) => [each.targetAttributeName, each]));
    expect(after.get(PROFILE)?.source?.name).toBe("recording");
    expect(after.has("preferredLanguage")).toBe(false);
    expect(after.get("title")?.flowType).toBe("ObjectAddOnly");
  });

  test("a mapping that somebody removed by hand shows as to be added", async () => {
    const made = await plugin.create(TYPE, inputs);
    await schema.edit((document) => {
      const { mapping } = sectionOf(document, "User");
      mapping.attributeMappings = mapping.attributeMappings.filter(
        (each) => each.targetAttributeName !== PROFILE,
      );
    });
    const live = await plugin.read(made);
    expect(live && (await plugin.diff(live, inputs))).toEqual(["mappings[0]: add"]);
  });

  test("reading what nobody touched shows no difference", async () => {
    const made = await plugin.create(TYPE, inputs);
    const live = await plugin.read(made);
    expect(live && (await plugin.diff(live, inputs))).toEqual([]);
    expect(live?.outputs["replaced"]).toEqual(made.outputs["replaced"]);
  });

  test("it is gone when its job is gone, and deleting it then is no error", async () => {
    const made = await plugin.create(TYPE, inputs);
    await entra.deleteJob(job);
    expect(await plugin.read(made)).toBeUndefined();
    await plugin.delete(made);
  });

  test("an import owns what is not as in the template, and deleting it restores the template", async () => {
    const template = await schema.content();
    await plugin.create(TYPE, inputs);
    const imported = await plugin.import(TYPE, `${job.servicePrincipalId}/${job.jobId}`);
    if (imported === undefined) throw new Error("it was not found");
    expect(imported.inputs).toEqual({
      ...inputs,
      mappings: (inputs["mappings"] as PropertyMap[]).toReversed(),
      scopingFilters: [],
    });
    await plugin.delete(imported);
    expect(await schema.content()).toEqual(template);
  });

  test("an import id of another form is refused with the form", async () => {
    await expect(plugin.import(TYPE, "scim.1")).rejects.toThrow("<servicePrincipalId>/<jobId>");
  });

  test("an expression that Graph takes but the reference does not know is written, with a warning", async () => {
    const expression = "Trim([mail])";
    await plugin.create(TYPE, { ...inputs, mappings: [{ targetAttributeName: PROFILE, expression }] });
    expect(plugin.messages.map(({ message }) => message).join("\n")).toContain(
      `${PROFILE}: Microsoft's reference has no function Trim at column 1`,
    );
    expect(
      (await schema.userMappings()).find((each) => each.targetAttributeName === PROFILE)?.source,
    ).toMatchObject({ expression, name: "Trim" });
  });

  test("an expression is sent as Graph itself parses it", async () => {
    const expression = 'IIF([country]="DE", "multiparty", "recording")';
    const requests = await entra.requestsDuring(() =>
      plugin.create(TYPE, { ...inputs, mappings: [{ targetAttributeName: PROFILE, expression }] }),
    );
    expect(requests.some((request) => request.endsWith("/schema/parseExpression"))).toBe(true);
    expect(
      (await schema.userMappings()).find((each) => each.targetAttributeName === PROFILE)?.source,
    ).toMatchObject({
      type: "Function",
      name: "IIF",
    });
  });
});
