import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { Contoso } from "../entra/contoso.ts";
import { configureEndpoint, itDeploysTheHostedIntegration } from "./hosted-integration.ts";
import { Program } from "./program.ts";

const example = path.resolve(import.meta.dirname, "../../examples/hosted-yaml");

let contoso: Contoso;
let folder: string;
let program: Program;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "yaml-"));
  contoso = await Contoso.open();
  program = await Program.open(example, folder, contoso.environment);
  await configureEndpoint(program, contoso.endpoint);
});

afterAll(async () => {
  await contoso[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe("a program in YAML with the components", () => {
  itDeploysTheHostedIntegration(() => ({ program, contoso }));
});
