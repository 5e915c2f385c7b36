import { expect, it } from "vitest";
import { chartValues } from "./chart-values.ts";

const secrets = { database: { name: "db", key: "uri", port: 5432 }, adminKey: "admin" };
const args = {
  publicUrl: "https://scim.example.com",
  database: { existingSecret: { name: "db" } },
  schemas: {},
};

it("names the documented defaults for what is left out", () => {
  expect(chartValues(args, secrets)).toEqual({
    replicaCount: 2,
    publicUrl: "https://scim.example.com",
    basePath: "/scim/v2",
    database: { existingSecret: "db", key: "uri" },
    admin: { existingSecret: "admin", key: "adminKey", published: true },
    schemas: {},
    networkPolicy: { databasePort: 5432 },
  });
});

it("scales from the documented number of pods, or from the one that is set", () => {
  const autoscaling = { maxReplicas: 8 };
  const scaled = { enabled: true, minReplicas: 2, maxReplicas: 8 };
  expect(chartValues({ ...args, autoscaling }, secrets)).toMatchObject({ autoscaling: scaled });
  expect(chartValues({ ...args, autoscaling, replicas: 4 }, secrets)).toMatchObject({
    replicaCount: 4,
    autoscaling: { ...scaled, minReplicas: 4 },
  });
});

it("gives the console its Secret by name, and starts the pods anew when the client secret changes", () => {
  const console = { issuer: "https://login.example.com/v2.0", clientId: "console", clientSecret: "hidden" };
  const values = chartValues(
    { ...args, console },
    { ...secrets, console: { name: "made", checksum: "abc" } },
  );
  expect(values).toMatchObject({
    console: { issuer: console.issuer, clientId: "console", existingSecret: "made", key: "clientSecret" },
    podAnnotations: { "checksum/console": "abc" },
  });
  expect(JSON.stringify(values)).not.toContain("hidden");
});
