import type { Engine } from "../engine/find.ts";

/** The stack that a run works with. */
export const STACK = "local";

/** Where provider plugins come from: the kit's stand-ins, or the real ones that the machine has or downloads. */
export type Plugins = "stand-in" | "real";

/** Variables that would lead the engine or a provider to somebody's real tenant, cluster or Pulumi account. */
const FOREIGN = /^(ARM|AZURE|PULUMI|MSI|IDENTITY)_/;

/** What the engine's process sees. */
export interface EnvironmentOptions {
  readonly engine: Engine;
  readonly plugins: Plugins;
  /** PULUMI_HOME of runs with stand-ins; real plugins are looked for where the user's own are. */
  readonly home: string;
  /** Folder of the file backend. */
  readonly backend: string;
  /** File with the passphrase that encrypts the stack's secrets. */
  readonly passphraseFile: string;
  /** What the providers need, such as `ARM_METADATA_HOSTNAME`. */
  readonly providers: Readonly<Record<string, string>>;
}

/**
 * The engine's environment: the caller's without anything that names a real tenant, plus a backend and home of the
 * stack's own. With stand-ins the engine asks no network for anything.
 */
export function engineEnvironment(
  options: EnvironmentOptions,
  inherited: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const kept = Object.entries(inherited).filter(([name]) => !FOREIGN.test(name));
  const home = inherited["PULUMI_HOME"];
  const own =
    options.plugins === "stand-in"
      ? {
          PULUMI_HOME: options.home,
          PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
          PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        }
      : home === undefined
        ? {}
        : { PULUMI_HOME: home };
  return {
    ...Object.fromEntries(kept),
    ...own,
    PULUMI_BACKEND_URL: `file://${options.backend}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: options.passphraseFile,
    PULUMI_CREDENTIAL_STORE: "plaintext",
    PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // What is selected by hand is kept in PULUMI_HOME, which is another one with real plug-ins.
    PULUMI_STACK: STACK,
    ...options.providers,
    ...options.engine.env,
  };
}
