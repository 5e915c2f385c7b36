import { openTerminal } from "../terminal.ts";
import { runByHand } from "./by-hand.ts";
import { explain } from "./explain.ts";
import { localFolder } from "./folders.ts";

const HELP = `npm run pulumi -- ARGS

Runs the Pulumi engine by hand on the stack of the latest npm start, with the same backend, plug-ins and environment:
  npm run pulumi -- preview
  npm run pulumi -- stack export
  npm run pulumi -- destroy
Commands that talk to the tenant use the services of a run that is up (npm start -- --keep), or start them for as long
as they take. The engine's own help of a command: npm run pulumi -- help preview`;

/** `npm run pulumi`. The exit code is the engine's. */
const args = process.argv.slice(2);
if (args.length === 0 || args.includes("--help") || args.includes("-h")) {
  console.log(HELP);
} else {
  const terminal = openTerminal();
  try {
    process.exitCode = await runByHand({ args, local: await localFolder(), terminal, stdio: "inherit" });
  } catch (error) {
    terminal.line(explain(error));
    process.exitCode = 1;
  }
}
