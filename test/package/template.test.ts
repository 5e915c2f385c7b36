import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { generateProject } from "./program.ts";

const repository = path.resolve(import.meta.dirname, "../..");
const template = path.join(repository, "templates/hosted-typescript");
const asked = z.object({ template: z.object({ config: z.record(z.string(), z.unknown()) }) });

let folder: string;
const generated = (file: string) => readFile(path.join(folder, "project", file), "utf8");

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "template-"));
  await generateProject(template, folder, "contoso-provisioning");
});

afterAll(() => rm(folder, { recursive: true }));

describe("pulumi new ./templates/hosted-typescript", () => {
  it("makes a project with the name that was given", async () => {
    expect(parse(await generated("Pulumi.yaml"))).toMatchObject({ name: "contoso-provisioning" });
    expect(JSON.parse(await generated("package.json"))).toMatchObject({ name: "contoso-provisioning" });
  });

  it("makes the program that the example is", async () => {
    const example = path.join(repository, "examples/hosted-typescript/index.ts");
    expect(await generated("index.ts")).toBe(await readFile(example, "utf8"));
  });

  it("asks for what the program requires", async () => {
    const { config } = asked.parse(
      parse(await readFile(path.join(template, "Pulumi.yaml"), "utf8")),
    ).template;
    const required = [...(await generated("index.ts")).matchAll(/config\.require(?:Secret)?\("(\w+)"\)/g)];
    expect(Object.keys(config)).toEqual(expect.arrayContaining(required.map(([, name]) => name)));
    expect(config).toMatchObject({ secretToken: { secret: true } });
  });
});
