import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type EmulatedJob, EmulatedEntra } from "../../testing/emulator.ts";
import type { PluginProcess } from "../../runtime/testing/plugin-process.ts";
import { startPlugin } from "../../testing/plugin.ts";
import { type PropertyMap, UNKNOWN } from "../../runtime/property-map/property-map.ts";
import { readDocument, type SchemaDocument, sectionOf } from "./document.ts";

const PROFILE = "urn:ietf:params:scim:schemas:extension:sightcall:2.0:User:profile";
const TYPE = "SynchronizationSchema";

let entra: EmulatedEntra;
let plugin: PluginProcess;
let job: EmulatedJob;
let inputs: PropertyMap;

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
  inputs = {
    ...job,
    attributes: [{ name: PROFILE }],
    mappings: [
      { targetAttributeName: PROFILE, constant: "recording" },
      { targetAttributeName: "externalId", attribute: "objectId" },
    ],
    disabledMappings: [{ targetAttributeName: "preferredLanguage" }],
  };
});

function schemaPath(): string {
  return `/servicePrincipals/${job.servicePrincipalId}/synchronization/jobs/${job.jobId}/schema`;
}

async function schema(): Promise<SchemaDocument> {
  return readDocument(await entra.graph("GET", schemaPath()));
}

/** What an administrator does in the admin center. */
async function editByHand(edit: (document: SchemaDocument) => void): Promise<void> {
  const document = await schema();
  edit(document);
  await entra.graph("PUT", schemaPath(), document);
}

/** The rules and directories, which are all that an owner may change. */
async function content(): Promise<unknown> {
  const { directories, synchronizationRules } = await schema();
  return { directories, synchronizationRules };
}

function userMappings(document: SchemaDocument) {
  return sectionOf(document, "User").mapping.attributeMappings;
}

describe("SynchronizationSchema", () => {
  test("what is named is put in, altered or taken out, and told in words", async () => {
    await plugin.create(TYPE, inputs);
    const mappings = new Map(
      userMappings(await schema()).map((each) => [each.targetAttributeName, each.source?.name]),
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
    const before = await content();
    const made = await plugin.create(TYPE, inputs);
    expect(await content()).not.toEqual(before);
    await plugin.delete(made);
    expect(await content()).toEqual(before);
  });

  test("nothing is sent when the schema is as declared already", async () => {
    await plugin.create(TYPE, inputs);
    const requests = await entra.requestsDuring(() => plugin.create(TYPE, inputs));
    expect(requests.filter((request) => request.startsWith("PUT"))).toEqual([]);
  });

  test("what was written and not recorded is owned all the same: deleting it leaves the schema as it was", async () => {
    const before = await content();
    await plugin.create(TYPE, inputs);
    const again = await plugin.create(TYPE, inputs);
    await plugin.delete(again);
    expect(await content()).toEqual(before);
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
      userMappings(await schema()).find((each) => each.targetAttributeName === "title")?.source?.name,
    ).toBe("department");
  });

  test("the order of the lists means nothing", async () => {
    const made = await plugin.create(TYPE, inputs);
    const [first = null, second = null] = inputs["mappings"] as PropertyMap[];
    expect(await plugin.diff(made, { ...inputs, mappings: [second, first] })).toEqual([]);
  });

  test("a preview says what an update would change and that everyone is evaluated again, and changes nothing", async () => {
    const made = await plugin.create(TYPE, inputs);
    const before = await content();
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
    expect(await content()).toEqual(before);
  });

  test("a first preview, whose job does not exist yet, is a plan", async () => {
    const planned = await plugin.create(TYPE, { ...inputs, jobId: UNKNOWN }, { preview: true });
    expect(planned.outputs).toMatchObject({ jobId: UNKNOWN, version: UNKNOWN });
  });

  test("a change by hand to what it owns is drift and is put back; one to anything else is neither", async () => {
    const made = await plugin.create(TYPE, inputs);
    await editByHand((document) => {
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
    const after = new Map(userMappings(await schema()).map((each) => [each.targetAttributeName, each]));
    expect(after.get(PROFILE)?.source?.name).toBe("recording");
    expect(after.has("preferredLanguage")).toBe(false);
    expect(after.get("title")?.flowType).toBe("ObjectAddOnly");
  });

  test("a mapping that somebody removed by hand shows as to be added", async () => {
    const made = await plugin.create(TYPE, inputs);
    await editByHand((document) => {
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
    const template = await content();
    await plugin.create(TYPE, inputs);
    const imported = await plugin.import(TYPE, `${job.servicePrincipalId}/${job.jobId}`);
    if (imported === undefined) throw new Error("it was not found");
    expect(imported.inputs).toEqual({
      ...inputs,
      mappings: (inputs["mappings"] as PropertyMap[]).toReversed(),
      scopingFilters: [],
    });
    await plugin.delete(imported);
    expect(await content()).toEqual(template);
  });

  test("an import id of another form is refused with the form", async () => {
    await expect(plugin.import(TYPE, "scim.1")).rejects.toThrow("<servicePrincipalId>/<jobId>");
  });

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
    const before = await content();
    const blind = { ...inputs, disabledMappings: [{ targetAttributeName: "userName" }] };
    await expect(plugin.create(TYPE, blind)).rejects.toThrow(
      /No mapping of User objects would be a matching attribute/,
    );
    expect(await content()).toEqual(before);
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

  test("an expression that Graph takes but the reference does not know is written, with a warning", async () => {
    const expression = "Trim([mail])";
    await plugin.create(TYPE, { ...inputs, mappings: [{ targetAttributeName: PROFILE, expression }] });
    expect(plugin.messages.map(({ message }) => message).join("\n")).toContain(
      `${PROFILE}: Microsoft's reference has no function Trim at column 1`,
    );
    expect(
      userMappings(await schema()).find((each) => each.targetAttributeName === PROFILE)?.source,
    ).toMatchObject({ expression, name: "Trim" });
  });

  test("an expression is sent as Graph itself parses it", async () => {
    const expression = 'IIF([country]="DE", "multiparty", "recording")';
    const requests = await entra.requestsDuring(() =>
      plugin.create(TYPE, { ...inputs, mappings: [{ targetAttributeName: PROFILE, expression }] }),
    );
    expect(requests.some((request) => request.endsWith("/schema/parseExpression"))).toBe(true);
    expect(
      userMappings(await schema()).find((each) => each.targetAttributeName === PROFILE)?.source,
    ).toMatchObject({
      type: "Function",
      name: "IIF",
    });
  });
});
