import { describe, expect, test } from "vitest";
import { interruptionOf } from "./interrupted-release.ts";

const RELEASE = { name: "scim-service", namespace: "scim" };
const deployed = { revision: 9, status: "deployed" };

describe("a release whose deployment was interrupted", () => {
  test.each(["pending-install", "pending-upgrade", "pending-rollback"])(
    "and is %s in the stack's state loses the record of its last revision only",
    (status) => {
      const problem = interruptionOf(RELEASE, [{ revision: 10, status }, deployed], true);
      expect(problem).toContain(`"scim/scim-service" is ${status}, and Helm refuses`);
      expect(problem).toContain(
        `\`kubectl delete secrets --namespace scim --selector owner=helm,name=scim-service,status=${status}\``,
      );
    },
  );

  test.each(["pending-install", "deployed", "failed"])(
    "and is %s but not in the stack's state loses its records",
    (status) => {
      const problem = interruptionOf(RELEASE, [{ revision: 1, status }], false);
      expect(problem).toContain(`is ${status} and not in the stack's state`);
      expect(problem).toContain(
        "`kubectl delete secrets --namespace scim --selector owner=helm,name=scim-service`",
      );
    },
  );
});

test.each([
  ["that was never installed", [], false],
  ["that was uninstalled", [{ revision: 1, status: "uninstalled" }], false],
  ["that is deployed", [deployed], true],
  ["whose last upgrade failed", [deployed, { revision: 10, status: "failed" }], true],
  ["that went on after an interruption", [{ revision: 8, status: "pending-upgrade" }, deployed], true],
])("a release %s is deployed", (_, records, isInState) => {
  expect(interruptionOf(RELEASE, records, isInState)).toBeUndefined();
});
