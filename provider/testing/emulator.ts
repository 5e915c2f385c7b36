import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import https from "node:https";
import os from "node:os";
import path from "node:path";
import { stop, untilOutput } from "../runtime/testing/child-process.ts";

const main = new URL("../../entra-emulator/src/main.ts", import.meta.url).pathname;

/** What a job needs before the provider's resources can work on it. */
export type EmulatedJob = Record<"servicePrincipalId" | "jobId", string>;

/** The Entra emulator as a process of its own, reached over https as the real one is. */
export class EmulatedEntra implements AsyncDisposable {
  /** What a provider needs in its environment to use it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #origin: string;
  readonly #ca: string;
  #token = "";

  private constructor(
    child: ChildProcess,
    folder: string,
    environment: Record<string, string>,
    origin: string,
    ca: string,
  ) {
    this.#child = child;
    this.#folder = folder;
    this.environment = environment;
    this.#origin = origin;
    this.#ca = ca;
  }

  /** @param directory in the emulator's YAML format, which is JSON's too; default: nobody. */
  static async start(directory: object = { users: [] }): Promise<EmulatedEntra> {
    const folder = await mkdtemp(path.join(os.tmpdir(), "provider-test-"));
    const file = path.join(folder, "directory.yaml");
    await writeFile(file, JSON.stringify({ tenant: "Contoso", domain: "contoso.example", ...directory }));
    const child = spawn(process.execPath, [main, "--port", "0", "--state", folder, "--directory", file], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = await untilOutput(child, /Ctrl-C/);
    const exported = [...output.matchAll(/(\w+)=(\S+)/g)].map(
      ([, name = "", value = ""]) => [name, value] as const,
    );
    const named = exported.filter(([name]) => name.startsWith("ARM_") || name === "NODE_EXTRA_CA_CERTS");
    const environment = Object.fromEntries(named);
    const ca = await readFile(environment["NODE_EXTRA_CA_CERTS"] ?? "", "utf8");
    const origin = `https://${environment["ARM_METADATA_HOSTNAME"]}`;
    const entra = new EmulatedEntra(child, folder, environment, origin, ca);
    await entra.set({ automaticCycles: false });
    return entra;
  }

  /** An application that can provision, with a job that has not run. */
  async makeJob(name = "SightCall"): Promise<EmulatedJob> {
    const template = "/applicationTemplates/8adf8e6e-67b2-4cf2-a259-e3dc5476c621/instantiate";
    const made = (await this.graph("POST", template, { displayName: name })) as {
      servicePrincipal: { id: string };
    };
    const servicePrincipalId = made.servicePrincipal.id;
    const jobs = `/servicePrincipals/${servicePrincipalId}/synchronization/jobs`;
    const job = (await this.graph("POST", jobs, { templateId: "scim" })) as { id: string };
    return { servicePrincipalId, jobId: job.id };
  }

  /** Tells the job where the endpoint is and what it signs in with. */
  async setSecrets({ servicePrincipalId }: EmulatedJob, tenantUrl: string, token: string): Promise<void> {
    await this.graph("PUT", `/servicePrincipals/${servicePrincipalId}/synchronization/secrets`, {
      value: [
        { key: "BaseAddress", value: tenantUrl },
        { key: "SecretToken", value: token },
        { key: "SyncAll", value: "false" },
      ],
    });
  }

  async deleteJob({ servicePrincipalId, jobId }: EmulatedJob): Promise<void> {
    await this.graph("DELETE", `/servicePrincipals/${servicePrincipalId}/synchronization/jobs/${jobId}`);
  }

  /** Calls Graph v1.0 as the deploying application; the answer's JSON. */
  async graph(method: string, graphPath: string, body?: unknown): Promise<unknown> {
    if (this.#token === "") this.#token = await this.#logIn();
    const headers = { authorization: `Bearer ${this.#token}`, "content-type": "application/json" };
    return this.#call(
      method,
      `/v1.0${graphPath}`,
      headers,
      body === undefined ? undefined : JSON.stringify(body),
    );
  }

  /** Calls one of the emulator's control paths. */
  control(method: string, controlPath: string, body?: unknown): Promise<unknown> {
    const headers = { "content-type": "application/json" };
    return this.#call(method, `/emulator${controlPath}`, headers, JSON.stringify(body));
  }

  async set(settings: object): Promise<void> {
    await this.control("PUT", "/settings", settings);
  }

  async fault(...faults: object[]): Promise<void> {
    await this.control("PUT", "/faults", faults);
  }

  /** Method and path of the Graph requests since a call to this that is not yet over, as `GET /v1.0/users`. */
  async requestsDuring(work: () => Promise<unknown>): Promise<string[]> {
    const before = await this.#requests();
    await work();
    const after = await this.#requests();
    return after
      .slice(before.length)
      .map(({ method, url }) => `${method} ${new URL(url, this.#origin).pathname}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await stop(this.#child);
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #requests(): Promise<{ method: string; url: string }[]> {
    const log = (await this.control("GET", "/requests")) as { requests: { method: string; url: string }[] };
    return log.requests;
  }

  async #logIn(): Promise<string> {
    const form = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: this.environment["ARM_CLIENT_ID"] ?? "",
      client_secret: this.environment["ARM_CLIENT_SECRET"] ?? "",
      scope: `${this.#origin}/.default`,
    });
    const login = `/${this.environment["ARM_TENANT_ID"]}/oauth2/v2.0/token`;
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const answer = (await this.#call("POST", login, headers, form.toString())) as { access_token: string };
    return answer.access_token;
  }

  #call(method: string, callPath: string, headers: Record<string, string>, body?: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const request = https.request(
        `${this.#origin}${callPath}`,
        { method, headers, ca: this.#ca },
        (response) => {
          let text = "";
          response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
          response.on("end", () => {
            const status = response.statusCode ?? 0;
            if (status >= 300) reject(new Error(`${method} ${callPath} answered ${status}: ${text}`));
            else resolve(text === "" ? undefined : JSON.parse(text));
          });
        },
      );
      request.on("error", reject).end(body);
    });
  }
}
