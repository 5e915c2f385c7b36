import process from "node:process";
import "./lazy-sdk.js";
import pulumi from "@pulumi/pulumi";
import { whyTooOld } from "./node-version.js";

// The SDK's runner translates stack traces by source maps, and the SDK takes one for every resource and promise. Nothing
// here is compiled, so that the translation only costs: a fifth of the program's processor time in a run without a change.
Reflect.deleteProperty(Error, "prepareStackTrace");

const problem = whyTooOld(process.versions.node, process.execPath);
if (problem !== undefined) throw new pulumi.RunError(problem);

export default await run();

/** The program's outputs. A mistake in a component's arguments is the user's, and gets no stack trace. */
async function run() {
  try {
    return { ...(await import("./index.ts")) };
  } catch (error) {
    if (!pulumi.InputPropertiesError.isInstance(error)) throw error;
    const reasons = error.errors.map(({ propertyPath, reason }) => `  - ${propertyPath} ${reason}`);
    throw new pulumi.RunError([`${error.message}:`, ...reasons].join("\n"), { cause: error });
  }
}
