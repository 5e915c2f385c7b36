import process from "node:process";
import pulumi from "@pulumi/pulumi";

/** The first version that runs TypeScript without a flag. */
const OLDEST_NODE = { major: 22, minor: 18 };

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < OLDEST_NODE.major || (major === OLDEST_NODE.major && minor < OLDEST_NODE.minor)) {
  throw new pulumi.RunError(
    `This program needs Node.js ${OLDEST_NODE.major}.${OLDEST_NODE.minor} or newer, but ${process.execPath} is ` +
      `${process.versions.node}. Install a newer one, or run "npm run pulumi -- up", which brings its own.`,
  );
}

export default await run();

/** The program's outputs. A mistake in arguments is the user's, and is shown without a stack trace. */
async function run() {
  try {
    return { ...(await import("./index.ts")) };
  } catch (error) {
    if (!pulumi.InputPropertiesError.isInstance(error)) throw error;
    const reasons = error.errors.map(({ propertyPath, reason }) => `  - ${propertyPath} ${reason}`);
    throw new pulumi.RunError([`${error.message}:`, ...reasons].join("\n"), { cause: error });
  }
}
