import Module, { createRequire } from "node:module";

/**
 * What `@pulumi/pulumi` loads with itself and this program never uses: the Automation API, the TypeScript compiler that
 * turns functions into text, and npm's dependency resolver that packs them. They are more than half of the time that
 * the SDK takes to load: 0.3 s of processor time in every run.
 */
const SELDOM_USED = ["./automation/index.js", "./typescript-shim.js", "@npmcli/arborist"];

// Importing this before the SDK makes those parts load when something of them is first used.
const sdk = createRequire(createRequire(import.meta.url).resolve("@pulumi/pulumi"));
for (const specifier of SELDOM_USED) loadLazily(sdk, specifier);

/**
 * @param {NodeJS.Require} require
 * @param {string} specifier of a module that exports an object
 */
function loadLazily(require, specifier) {
  const file = resolved(require, specifier);
  if (file === undefined || require.cache[file] !== undefined) return;
  const standIn = new Module(file);
  /** @type {object | undefined} */
  let loaded;
  const load = () => {
    if (require.cache[file] === standIn) delete require.cache[file];
    loaded ??= /** @type {object} */ (require(file));
    return loaded;
  };
  standIn.exports = new Proxy(
    {},
    {
      // Compiled ES modules ask this before they use a module, and copy a module that does not say yes.
      get: (_, name) => name === "__esModule" || Reflect.get(load(), name),
      has: (_, name) => Reflect.has(load(), name),
    },
  );
  standIn.loaded = true;
  require.cache[file] = standIn;
}

/**
 * Undefined when another version of the SDK has no such part.
 *
 * @param {NodeJS.Require} require
 * @param {string} specifier
 */
function resolved(require, specifier) {
  try {
    return require.resolve(specifier);
  } catch {
    return undefined;
  }
}
