import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { readConfig } from "../scim-service/src/config.ts";

const compose = z.object({
  services: z.object({
    database: z.object({ environment: z.record(z.string(), z.string()) }),
    service: z.object({ environment: z.record(z.string(), z.string()), ports: z.tuple([z.string()]) }),
    emulator: z.object({ environment: z.record(z.string(), z.string()), command: z.string() }),
  }),
});
const file = await readFile(new URL("../compose.yaml", import.meta.url), "utf8");
const { database, service, emulator } = compose.parse(parse(file)).services;

it("gives the service an environment that it starts with", () => {
  const config = readConfig(service.environment);
  const { username, password, pathname } = new URL(config.databaseUrl);
  expect({
    POSTGRES_USER: username,
    POSTGRES_PASSWORD: password,
    POSTGRES_DB: pathname.slice(1),
  }).toEqual(database.environment);
  expect(service.ports[0]).toMatch(new RegExp(`:${config.port}$`));
});

it("gives the emulator the address and token of the service", () => {
  const config = readConfig(service.environment);
  expect(emulator.environment["ENTRA_SCIM_TOKEN"]).toBe(config.bootstrapToken);
  expect(emulator.command).toContain(`http://service:${config.port}${config.basePath}`);
});
