import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";

const root = path.resolve(import.meta.dirname, "..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const manifest = z.object({ dependencies: z.record(z.string(), z.string()) });

it("the image of a fleet has the engine and the plug-ins of the SDKs that the program uses", () => {
  const dockerfile = read("fleet/Dockerfile");
  const { dependencies } = manifest.parse(JSON.parse(read("infra/package.json")));
  const installed = [...dockerfile.matchAll(/pulumi plugin install resource (\S+) (\S+)/g)].map(
    ([, name, version]) => [`@pulumi/${name}`, version],
  );
  const { "@pulumi/pulumi": engine, ...sdks } = Object.fromEntries(
    Object.entries(dependencies).filter(([name]) => name.startsWith("@pulumi/")),
  );
  expect(Object.fromEntries(installed)).toEqual(sdks);
  expect(dockerfile).toContain(`pulumi/pulumi-base:${engine}`);
});
