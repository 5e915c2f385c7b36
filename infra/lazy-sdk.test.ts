import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";

/** What a Node process of its own prints that runs this after the SDK. */
async function afterSdk(script: string): Promise<unknown> {
  const program = `await import("./lazy-sdk.js"); const { default: pulumi } = await import("@pulumi/pulumi"); ${script}`;
  const args = ["--input-type=module", "--eval", program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname });
  return JSON.parse(stdout);
}

it("leaves out what the program does not use", async () => {
  const script = `
    const { default: { _cache } } = await import("node:module");
    console.log(JSON.stringify(Object.keys(_cache)));`;
  const files = await afterSdk(script);
  expect(files).toEqual(expect.arrayContaining([expect.stringMatching(/@pulumi.pulumi.index\.js$/)]));
  expect(files).not.toEqual(
    expect.arrayContaining([
      expect.stringMatching(/automation.localWorkspace|arborist.lib.arborist|vendor.typescript/),
    ]),
  );
});

it("loads it when it is used", async () => {
  const script = `console.log(JSON.stringify({
    automation: typeof pulumi.automation.LocalWorkspace.create,
    closure: (await pulumi.runtime.serializeFunction(() => 42)).text.includes("42"),
  }));`;
  expect(await afterSdk(script)).toEqual({ automation: "function", closure: true });
});
