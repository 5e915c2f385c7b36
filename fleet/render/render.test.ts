import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { parseFleet } from "../customers/read.ts";
import { writeRendered } from "./folder.ts";
import { renderOperator } from "./pulumi-operator.ts";
import type { OperatorSettings } from "./settings.ts";

const EXAMPLE = path.resolve(import.meta.dirname, "../../examples/fleet/customers.yaml");
const example = await readFile(EXAMPLE, "utf8");
const SETTINGS: OperatorSettings = {
  namespace: "fleet",
  image: "registry.example.com/fleet:0.1.0",
  repository: "https://git.example.com/fleet.git",
  revision: { branch: "main" },
  directory: undefined,
  backend: "azblob://state?storage_account=fleet",
  secretsProvider: undefined,
  environmentSecret: undefined,
  resyncSeconds: 86_400,
  destroyOnDelete: false,
};
const WHERE = { repository: "https://git.example.com/fleet.git", revision: "main", path: "deploy/fleet" };

const render = (text = example, settings = SETTINGS) =>
  renderOperator(parseFleet(text, EXAMPLE), settings, WHERE, "entra-scim");

/** The objects of a rendered file, by kind. */
function objects(files: ReadonlyMap<string, string>, file: string): Record<string, unknown> {
  const all = parseAllDocuments(files.get(file) ?? "").map(
    (document): { kind: string } => document.toJS() as { kind: string },
  );
  return Object.fromEntries(all.map((each) => [each.kind, each]));
}

describe("a customer for the Pulumi Kubernetes Operator", () => {
  it("is a Stack with its settings, where its secrets are, and a pod that signs in by itself", () => {
    expect(objects(render(), "customers/contoso.yaml")).toMatchObject({
      ServiceAccount: {
        metadata: {
          name: "contoso",
          annotations: { "azure.workload.identity/client-id": "6e0f1a52-8f5c-4a1b-9d5e-0c2b8e4f7a10" },
        },
      },
      Stack: {
        apiVersion: "pulumi.com/v1",
        metadata: { name: "contoso", labels: { region: "emea", "entra-scim-kit/ring": "canary" } },
        spec: {
          stack: "contoso",
          branch: "main",
          config: {
            "azuread:tenantId": "72f988bf-86f1-41af-91ab-2d7cd011db47",
            "entra-scim:profile": "recording",
            "entra-scim:assignments": { groups: ["SightCall Users"] },
          },
          secretsRef: {
            "entra-scim:endpoint.token": {
              type: "Secret",
              secret: { name: "contoso-secrets", key: "contoso-token" },
            },
          },
          envRefs: { ARM_USE_AKS_WORKLOAD_IDENTITY: { type: "Literal", literal: { value: "true" } } },
          serviceAccountName: "contoso",
          workspaceTemplate: {
            spec: { podTemplate: { metadata: { labels: { "azure.workload.identity/use": "true" } } } },
          },
          workspaceReclaimPolicy: "Delete",
          resyncFrequencySeconds: 86_400,
          continueResyncOnCommitMatch: true,
          destroyOnFinalize: false,
        },
      },
    });
  });

  it("waits for every stack of the ring before", () => {
    const files = render();
    expect(objects(files, "customers/contoso.yaml")).not.toHaveProperty("Stack.spec.prerequisites");
    expect(objects(files, "customers/fabrikam.yaml")).toHaveProperty("Stack.spec.prerequisites", [
      { name: "contoso" },
    ]);
    expect(objects(files, "customers/woodgrove.yaml")).toHaveProperty("Stack.spec.prerequisites", [
      { name: "fabrikam" },
    ]);
  });

  it("opens ESC environments by the operator, and mounts a certificate", () => {
    const files = render();
    expect(objects(files, "customers/woodgrove.yaml")).toMatchObject({
      Stack: { spec: { environment: ["scim/woodgrove"] } },
    });
    expect(objects(files, "customers/fabrikam.yaml")).toMatchObject({
      Stack: {
        spec: {
          envRefs: {
            ARM_CLIENT_CERTIFICATE_PATH: { literal: { value: "/etc/fleet/certificate/certificate" } },
            ARM_CLIENT_CERTIFICATE_PASSWORD: {
              secret: { name: "fabrikam-secrets", key: "FABRIKAM_CERTIFICATE_PASSWORD" },
            },
          },
          workspaceTemplate: {
            spec: {
              podTemplate: {
                spec: { volumes: [{ name: "certificate", secret: { secretName: "fabrikam-secrets" } }] },
              },
            },
          },
        },
      },
    });
  });
});

describe("the rendered folder", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "render-"));
  });
  afterEach(async () => rm(folder, { recursive: true, force: true }));

  it("is the same to the byte the second time, in whatever order the customers stand", async () => {
    const fleet = parseFleet(example, EXAMPLE);
    const turned = { ...fleet, customers: fleet.customers.toReversed() };
    const [first, second] = [fleet, turned].map((each) =>
      renderOperator(each, SETTINGS, WHERE, "entra-scim"),
    );
    if (first === undefined || second === undefined) throw new Error("nothing was rendered");
    expect([...second]).toEqual([...first]);
    await writeRendered(folder, first);
    expect(await writeRendered(folder, second)).toMatchObject({ written: [], left: [] });
  });

  it("names every Secret that must be there, and what belongs into it", () => {
    const page = render().get("SECRETS.md");
    expect(page).toContain(
      "| `contoso-secrets` | `contoso-token` | https://sightcall-fleet.vault.azure.net/secrets/contoso-token |",
    );
    expect(page).toContain("| `fabrikam-secrets` | `certificate` | file /etc/fleet/fabrikam.pfx |");
    expect(page).not.toContain("woodgrove");
  });

  it("loses the objects of a customer who left the file, says so, and touches no other file", async () => {
    await writeRendered(folder, render());
    const own = path.join(folder, "customers", "mine.yaml");
    await writeFile(own, "kind: ConfigMap\n");
    const without = example.replace(/\n {2}woodgrove:[\s\S]*$/, "\n");
    const { left, written } = await writeRendered(folder, render(without));
    expect(left).toEqual(["woodgrove"]);
    expect(written).toEqual(["kustomization.yaml", "SECRETS.md"].filter((file) => written.includes(file)));
    expect(await readFile(own, "utf8")).toBe("kind: ConfigMap\n");
  });

  it("never prunes, so that leaving the file destroys nothing", () => {
    const files = render();
    expect(files.get("argo-cd/application.yaml")).toContain("prune: false");
    expect(files.get("flux/kustomization.yaml")).toContain("prune: false");
  });
});

it("refuses a ring in front of others that is too large for the operator", () => {
  const many = Array.from({ length: 101 }, (_, index) => {
    const tenant = `72f988bf-86f1-41af-91ab-${String(index).padStart(12, "0")}`;
    return `  c${index}: { tenant: ${tenant}, ring: canary }`;
  });
  const text = `name: sightcall
rings: [{ name: canary }, { name: everyone }]
defaults: { config: { endpoint: { token: { fromEnvironment: TOKEN } }, assignments: { groups: [All] } } }
customers:
${many.join("\n")}
  last: { tenant: 82f988bf-86f1-41af-91ab-000000000000 }
`;
  expect(() => render(text)).toThrow("The ring canary has 101 customers");
});
