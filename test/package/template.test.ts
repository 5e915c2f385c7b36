import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { installAbove, NewProject } from "./new-project.ts";

const repository = path.resolve(import.meta.dirname, "../..");
const template = path.join(repository, "templates/hosted-typescript");
const asked = z.object({
  template: z.object({
    description: z.string(),
    config: z.record(z.string(), z.object({ description: z.string(), default: z.string().optional() })),
  }),
});
const settings = asked.parse(parse(await readFile(path.join(template, "Pulumi.yaml"), "utf8"))).template;
const LAUNCHER = "./provider/pulumi-resource-entra-provisioning";
const TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47";

let folder: string;
let project: NewProject;
const generated = (file: string) => readFile(path.join(project.folder, file), "utf8");

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "template-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("pulumi new ./templates/hosted-typescript with arguments", () => {
  beforeAll(async () => {
    project = await NewProject.open(await mkdtemp(path.join(folder, "arguments-")));
    const args = ["new", template, "--generate-only", "--yes", "--non-interactive"];
    await project.pulumi([...args, "--name", "contoso-provisioning"]);
  });

  it("makes a project with the name that was given", async () => {
    expect(parse(await generated("Pulumi.yaml"))).toMatchObject({ name: "contoso-provisioning" });
    expect(JSON.parse(await generated("package.json"))).toMatchObject({ name: "contoso-provisioning" });
  });

  it("makes the program that the example is", async () => {
    const example = path.join(repository, "examples/hosted-typescript/index.ts");
    expect(await generated("index.ts")).toBe(await readFile(example, "utf8"));
  });

  it("asks for what the program requires", async () => {
    const required = [...(await generated("index.ts")).matchAll(/config\.require(?:Secret)?\("(\w+)"\)/g)];
    expect(Object.keys(settings.config)).toEqual(expect.arrayContaining(required.map(([, name]) => name)));
  });
});

describe("pulumi new ./templates/hosted-typescript as a person answers", () => {
  let dialogue: Awaited<ReturnType<NewProject["answer"]>>;

  beforeAll(async () => {
    const own = await mkdtemp(path.join(folder, "answers-"));
    await installAbove(own);
    project = await NewProject.open(own);
    const { description } = settings.config["azuread:tenantId"] ?? {};
    dialogue = await project.answer(template, {
      "Project name": "contoso-provisioning",
      "Project description": "",
      "Stack name": "contoso",
      [String(description)]: TENANT,
      "Tenant URL": "",
      "Secret token": "token-of-the-product",
      "Name of the group": "All Technicians",
    });
  });

  it("asks for project and stack and then what the template asks, in its words, with its defaults", () => {
    const byKey = Object.entries(settings.config).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const ofTemplate = byKey.map(([key, { description, default: usual }]) => {
      return `${description} (${key})${usual === undefined ? "" : ` (${usual})`}`;
    });
    const [name, description, stack, ...ofConfiguration] = dialogue.questions;
    expect([name, description, stack]).toEqual([
      "Project name (project)",
      `Project description (${settings.description})`,
      "Stack name (dev)",
    ]);
    expect(ofConfiguration).toEqual(ofTemplate);
  });

  it("shows no secret", () => {
    expect(dialogue.shown).toContain("All Technicians");
    expect(dialogue.shown).not.toContain("token-of-the-product");
  });

  it("keeps the answers in the stack's file, the token encrypted", async () => {
    const config = await project.pulumi(["config", "--stack", "contoso", "--json", "--show-secrets"]);
    expect(JSON.parse(config)).toMatchObject({
      "azuread:tenantId": { value: TENANT, secret: false },
      "contoso-provisioning:tenantUrl": { value: settings.config["tenantUrl"]?.default, secret: false },
      "contoso-provisioning:secretToken": { value: "token-of-the-product", secret: true },
      "contoso-provisioning:group": { value: "All Technicians", secret: false },
    });
    expect(await generated("Pulumi.contoso.yaml")).not.toContain("token-of-the-product");
  });

  it("is ready to go, with the provider of the npm package", async () => {
    expect(dialogue.shown).toContain("Your new project is ready to go!");
    // npm puts the package into the project itself, where the template's launcher looks for it.
    await symlink("../node_modules", path.join(project.folder, "node_modules"));
    const schema = JSON.parse(await project.pulumi(["package", "get-schema", LAUNCHER])) as unknown;
    expect(schema).toMatchObject({ name: "entra-provisioning", version: "0.1.0" });
  });
});
