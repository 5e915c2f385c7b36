/** The machine cannot run the kit as it is; the message says why and what to do. */
export class BootstrapError extends Error {
  /** @override */
  name = "BootstrapError";
}

/**
 * @param {string} version such as `20.20.2`
 * @throws {BootstrapError} below Node 20
 */
export function requireNode(version) {
  if (Number(version.split(".")[0]) >= 20) return;
  throw new BootstrapError(
    `This kit starts under Node 20 or newer (it then brings its own Node 24); this is Node ${version}.\n` +
      "Install a current Node from https://nodejs.org or with your version manager, and run the command again.",
  );
}
