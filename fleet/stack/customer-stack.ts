import path from "node:path";
import { writeProject } from "../../infra/stack/engine/project.ts";
import { type Update, UpdateReader } from "../../infra/stack/engine/update.ts";
import type { Customer } from "../customers/customer.ts";
import type { SecretSources } from "../secrets/resolve.ts";
import { callEngine, type Engine, linesOf, runEngine } from "./engine.ts";
import { withPlaces } from "../secrets/esc.ts";
import { failureOf, StackFailure } from "./failure.ts";
import { releaseLock } from "./lock.ts";
import { signInEnvironment } from "./sign-in-environment.ts";
import { forgetSettings, writeSettings } from "./stack-settings.ts";

/** What all stacks of a fleet share. */
export interface FleetContext extends SecretSources {
  readonly engine: Engine;
  /** Folder for the stacks' own folders. */
  readonly work: string;
  /** What encrypts the secrets of a new stack; undefined for the backend's own. */
  readonly secretsProvider: string | undefined;
}

/** A customer's stack: a folder of its own for its project and settings, and the engine in it. */
export class CustomerStack {
  readonly customer: Customer;
  readonly folder: string;
  readonly #context: FleetContext;

  constructor(customer: Customer, context: FleetContext) {
    this.customer = customer;
    this.folder = path.join(context.work, customer.name);
    this.#context = context;
  }

  /** The events of the latest update, one JSON object a line. */
  get log(): string {
    return path.join(this.folder, "engine.log");
  }

  /** Makes the stack's folder with the project in it. */
  prepare(): Promise<void> {
    return writeProject(this.folder);
  }

  /**
   * A short call of the engine on this stack; answers its standard output.
   *
   * @throws {StackFailure} when it fails
   * @throws {FleetError} when a secret of the sign-in is missing
   */
  async call(args: readonly string[], input = ""): Promise<string> {
    await this.prepare();
    const { code, stdout, stderr } = await callEngine(await this.#engineCall(args), input);
    if (code !== 0) throw new StackFailure(failureOf(stderr || stdout));
    return stdout;
  }

  /**
   * An update of the stack with the customer's settings, as `pulumi up --json` and its like do it. A lock that a killed
   * engine of this machine has left is taken away first.
   *
   * @param missing what to do with a stack that is not there: make it, make it for this time only, or fail
   * @throws {StackFailure} when it fails
   * @throws {FleetError} when a secret is missing
   */
  async update(
    args: readonly string[],
    signal: AbortSignal,
    missing: "make" | "try" | "fail",
  ): Promise<Update> {
    try {
      return await this.#update(args, signal);
    } catch (error) {
      if (!(error instanceof StackFailure)) throw error;
      if (error.failure.code === "locked" && (await releaseLock(this, error.failure, signal))) {
        return this.#update(args, signal);
      }
      if (error.failure.code !== "no-stack" || missing === "fail") throw error;
      await this.#make();
      try {
        return await this.#update(args, signal);
      } finally {
        if (missing === "try") await this.remove();
      }
    }
  }

  /** Takes the stack out of the backend when nothing is left in it. */
  async remove(): Promise<void> {
    await this.call(["stack", "rm", "--yes"]);
    await forgetSettings(this.folder, this.customer);
  }

  async #update(args: readonly string[], signal: AbortSignal): Promise<Update> {
    const { customer, folder } = this;
    await this.prepare();
    await writeSettings(folder, customer, this.#context, async (id, value) => {
      await this.call(["config", "set", "--path", "--secret", id], value);
    });
    const { code, stderr } = await runEngine(await this.#engineCall(args), this.log, signal);
    const reader = new UpdateReader();
    for await (const line of linesOf(this.log)) reader.read(line);
    const { update } = reader;
    if (code === 0) return update;
    const text = update.errors.join("\n") || stderr || `the engine ended with ${code ?? "a signal"}`;
    const failed = signal.aborted ? failureOf("update cancelled") : failureOf(text);
    throw new StackFailure(failed.code === "environment" ? withPlaces(failed, customer) : failed);
  }

  /** Makes the stack. What was encrypted for an earlier one of the same name is of no use to it. */
  async #make(): Promise<void> {
    await forgetSettings(this.folder, this.customer);
    const { secretsProvider } = this.#context;
    const provider = secretsProvider === undefined ? [] : ["--secrets-provider", secretsProvider];
    await this.call(["stack", "init", "--no-select", ...provider]);
  }

  async #engineCall(args: readonly string[]) {
    const { customer, folder } = this;
    const environment = {
      ...(await signInEnvironment(customer, this.#context)),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true",
    };
    return { engine: this.#context.engine, args: [...args, "--stack", customer.name], folder, environment };
  }
}
