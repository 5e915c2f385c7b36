import path from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { projectName } from "../../infra/stack/engine/project.ts";
import { readFleet } from "../customers/read.ts";
import { FleetError } from "../error.ts";
import { writeRendered } from "../render/folder.ts";
import { renderOperator } from "../render/pulumi-operator.ts";

/** What the command line asks of a rendering. */
export interface RenderOptions {
  readonly customers: string;
  readonly image: string;
  readonly repository: string;
  readonly branch?: string;
  readonly commit?: string;
  readonly directory?: string;
  readonly path: string;
  readonly backend?: string;
  readonly secretsProvider?: string;
  readonly environmentSecret?: string;
  readonly namespace: string;
  readonly resync: number;
  readonly destroyOnDelete?: boolean;
}

const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400 };

/** Adds `render` to the command line. */
export function addRender(
  program: Command,
  action: (folder: string, options: RenderOptions) => Promise<void>,
  file: (name: string) => string,
): void {
  program
    .command("render")
    .argument("<folder>", "where the objects go; files of an earlier rendering are replaced", file)
    .description("every stack as an object of the Pulumi Kubernetes Operator, for Argo CD or Flux")
    .addOption(new Option("--to <target>", "what for").choices(["pulumi-operator"]).makeOptionMandatory())
    .option("--customers <file>", "the file of customers", file, file("customers.yaml"))
    .requiredOption("--image <image>", "image of the pods that deploy (fleet/Dockerfile)")
    .requiredOption("--repository <url>", "Git repository with the program and with the rendered folder")
    .option("--branch <name>", "branch of it that is deployed")
    .option("--commit <hash>", "commit of it that is deployed, instead of a branch")
    .option("--directory <path>", "folder of Pulumi.yaml in the repository")
    .option("--path <path>", "the rendered folder's place in the repository", "deploy/fleet")
    .option("--backend <url>", "where the state of stacks is; PULUMI_BACKEND_URL when left out")
    .option("--secrets-provider <url>", "what encrypts the secrets of new stacks")
    .option("--environment-secret <name>", "Secret whose keys every pod has as environment variables")
    .option("--namespace <name>", "namespace of the objects", "fleet")
    .option(
      "--resync <period>",
      "how often a stack is brought back to what the file says: 30m, 12h, 1d",
      seconds,
      86_400,
    )
    .option("--destroy-on-delete", "destroy a stack when its object is deleted")
    .action(action);
}

/**
 * Renders the file of customers, and says what changed.
 *
 * @param tell takes a line for a person.
 * @throws {FleetError} for a mistake in the file or the options.
 */
export async function render(
  folder: string,
  options: RenderOptions,
  tell: (line: string) => void,
): Promise<void> {
  const { branch, commit, repository, directory, secretsProvider, environmentSecret } = options;
  const backend = options.backend ?? process.env["PULUMI_BACKEND_URL"];
  if (backend === undefined || backend.startsWith("file:")) {
    throw new FleetError(
      "Pods keep no files: name a backend that they all reach, by --backend or PULUMI_BACKEND_URL, for example " +
        "azblob://state?storage_account=fleet",
    );
  }
  if (branch !== undefined && commit !== undefined) {
    throw new FleetError("--branch and --commit are both given: keep one of them.");
  }
  const fleet = await readFleet(options.customers);
  const settings = {
    namespace: options.namespace,
    image: options.image,
    repository,
    revision: commit === undefined ? { branch: branch ?? "main" } : { commit },
    directory,
    backend,
    secretsProvider,
    environmentSecret,
    resyncSeconds: options.resync,
    destroyOnDelete: options.destroyOnDelete === true,
  };
  const where = { repository, revision: branch ?? "main", path: options.path };
  const files = renderOperator(fleet, settings, where, await projectName());
  const { written, unchanged, left } = await writeRendered(folder, files);
  tell(
    `${path.relative(process.cwd(), folder) || "."}: ${written.length} written, ${unchanged.length} unchanged`,
  );
  for (const name of left) {
    tell(
      `${name} is no longer in the file: its object goes, its stack stays. To take it away: npm run fleet -- destroy --only ${name}`,
    );
  }
}

function seconds(period: string): number {
  const [, count, unit = ""] = /^([1-9]\d{0,4})([mhd])$/.exec(period) ?? [];
  const value = Number(count) * (UNITS[unit] ?? Number.NaN);
  if (Number.isInteger(value)) return value;
  throw new InvalidArgumentError("A number of minutes, hours or days is expected: 30m, 12h, 1d.");
}
