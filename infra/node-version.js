/** The first version of Node that runs TypeScript without a flag. */
const OLDEST = { major: 22, minor: 18 };

/**
 * Why this Node cannot run the program, and what to do; undefined when it can.
 *
 * @param {string} version such as `20.20.2`
 * @param {string} executable
 */
export function whyTooOld(version, executable) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)) return undefined;
  return (
    `This program needs Node.js ${OLDEST.major}.${OLDEST.minor} or newer, but ${executable} is ${version}. ` +
    'Install a newer one, or run "npm run pulumi -- up", which brings its own.'
  );
}
