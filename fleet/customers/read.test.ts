import { expect, it } from "vitest";
import { parseFleet } from "./read.ts";

const TENANT_A = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const TENANT_B = "11111111-2222-4333-8444-555555555555";
const TENANT_C = "21111111-2222-4333-8444-555555555555";
const DEFAULTS = `
defaults:
  signIn: { clientId: 6e0f1a52-8f5c-4a1b-9d5e-0c2b8e4f7a10, oidc: {} }
  config:
    endpoint: { token: { fromEnvironment: TOKEN } }
    assignments: { groups: [SightCall Users] }
`;

const read = (text: string) => parseFleet(text, "customers.yaml");

function mistakes(text: string): string[] {
  try {
    read(text);
  } catch (error) {
    if (error instanceof Error)
      return error.message
        .split("\n")
        .slice(1)
        .map((line) => line.trim());
  }
  return [];
}

it("is a stack a customer, with the defaults that it does not override", () => {
  const { customers } = read(`name: sightcall
rings: [{ name: canary, healthyWithin: 45m }, { name: everyone }]${DEFAULTS}
customers:
  contoso: { tenant: ${TENANT_A}, ring: canary, labels: { region: emea }, config: { profile: recording } }
  fabrikam: { tenant: ${TENANT_B}, config: { assignments: { groups: [All, Support] } } }
`);
  const signIn = { clientId: "6e0f1a52-8f5c-4a1b-9d5e-0c2b8e4f7a10", oidc: {} };
  const secrets = [{ path: ["endpoint", "token"], reference: { fromEnvironment: "TOKEN" } }];
  const places = { "config.endpoint.token": "customers.yaml:6:17" };
  expect(customers).toEqual([
    {
      name: "contoso",
      tenant: TENANT_A,
      ring: "canary",
      labels: { region: "emea" },
      signIn,
      secrets,
      places,
      config: { endpoint: {}, assignments: { groups: ["SightCall Users"] }, profile: "recording" },
    },
    {
      name: "fabrikam",
      tenant: TENANT_B,
      ring: "everyone",
      labels: {},
      signIn,
      secrets,
      places,
      config: { endpoint: {}, assignments: { groups: ["All", "Support"] } },
    },
  ]);
});

it("tells every mistake at once, with line and column", () => {
  expect(
    mistakes(`name: sightcall
ringz: []
rings: [{ name: canary }]${DEFAULTS}
customers:
  contoso:
    tenant: nonsense
    ring: canry
    config:
      profil: recording
      provisioning: { deletionThreshold: -1 }
  Fabrikam: { tenant: ${TENANT_B} }
  woodgrove: { tenant: ${TENANT_C}, sign: {} }
`),
  ).toEqual([
    expect.stringMatching(/^customers\.yaml:2:1: ringz is not a setting; did you mean rings\?/),
    "customers.yaml:12:5: customers.contoso.tenant must be a tenant id (a GUID)",
    'customers.yaml:13:5: customers.contoso.ring must be one of canary; there is no ring "canry"',
    expect.stringMatching(
      /^customers\.yaml:15:7: customers\.contoso\.config\.profil is not a setting; did you mean profile\?/,
    ),
    "customers.yaml:16:23: customers.contoso.config.provisioning.deletionThreshold must be 0 (no protection) or more",
    "customers.yaml:17:3: customers.Fabrikam must be lower-case letters, digits and dashes, 42 at most",
    expect.stringMatching(/^customers\.yaml:18:\d+: customers\.woodgrove\.sign is not a setting/),
  ]);
});

it("tells a mistake in the defaults once, where it stands", () => {
  const text = `name: sightcall
defaults:
  config: { profile: recordng, endpoint: { token: { fromFile: token } }, assignments: { groups: [A] } }
customers:
  contoso: { tenant: ${TENANT_A} }
  fabrikam: { tenant: ${TENANT_B} }
`;
  expect(mistakes(text)).toEqual([
    expect.stringMatching(/^customers\.yaml:3:13: defaults\.config\.profile must be one of standard/),
  ]);
});

it("refuses a secret that is written in plain, and does not repeat it", () => {
  const withToken = `name: sightcall
customers:
  contoso:
    tenant: ${TENANT_A}
    signIn: { clientId: ${TENANT_B}, clientSecret: hunter2 }
    config: { endpoint: { token: TOKEN }, assignments: { groups: [A] } }
`;
  const found = mistakes(withToken.replace("TOKEN", "hunter2"));
  expect(found).toEqual([
    expect.stringMatching(
      /^customers\.yaml:5:\d+: customers\.contoso\.signIn\.clientSecret must be one of \{ fromEnv/,
    ),
    expect.stringMatching(/^customers\.yaml:6:\d+: customers\.contoso\.config\.endpoint\.token is a secret/),
  ]);
  expect(found.join()).not.toContain("hunter2");
  expect(mistakes(withToken.replace("TOKEN", "{ fromKeyVault: http://x }")).at(-1)).toMatch(
    /endpoint\.token must be https:/,
  );
});

it("refuses two customers with one tenant and application, and takes two applications of one tenant", () => {
  const two = `name: sightcall${DEFAULTS}
customers:
  contoso: { tenant: ${TENANT_A} }
  contoso-emea: { tenant: ${TENANT_A}, config: { application: { displayName: NAME } } }
`;
  expect(mistakes(two.replace("NAME", "SightCall Provisioning"))).toEqual([
    expect.stringMatching(
      /^customers\.yaml:10:3: customers\.contoso-emea has the same tenant and application as contoso/,
    ),
  ]);
  expect(mistakes(two.replace("NAME", "SightCall EMEA"))).toEqual([]);
});

it("refuses what is no YAML, a name that is there twice, and two ways to sign in", () => {
  expect(mistakes("name: [")).toEqual([expect.stringMatching(/^customers\.yaml:1:\d+: /)]);
  const twice = `name: a\ncustomers:\n  contoso: {}\n  contoso: {}\n`;
  expect(mistakes(twice)).toEqual([expect.stringMatching(/^customers\.yaml:4:3: Map keys must be unique/)]);
  const both = `name: a${DEFAULTS}
customers:
  contoso: { tenant: ${TENANT_A}, signIn: { workloadIdentity: true } }
`;
  expect(mistakes(both)).toEqual([
    expect.stringMatching(/signIn takes one way to sign in; workloadIdentity and oidc/),
  ]);
});

it("knows where each reference to a secret stands, and takes none from ESC for the sign-in", () => {
  const text = `name: a
customers:
  contoso:
    tenant: ${TENANT_A}
    signIn: { clientId: ${TENANT_B}, clientSecret: { REFERENCE } }
    config: { endpoint: { token: { fromEsc: scim/contoso } }, assignments: { groups: [A] } }
`;
  const [contoso] = read(text.replace("REFERENCE", "fromEnvironment: SECRET")).customers;
  expect(contoso?.places).toEqual({
    "signIn.clientSecret": "customers.yaml:5:63",
    "config.endpoint.token": "customers.yaml:6:27",
  });
  expect(mistakes(text.replace("REFERENCE", "fromEsc: scim/contoso"))).toEqual([
    "customers.yaml:5:63: customers.contoso.signIn.clientSecret must not be fromEsc: only the engine opens an ESC environment, and the fleet itself signs in, too",
  ]);
});
