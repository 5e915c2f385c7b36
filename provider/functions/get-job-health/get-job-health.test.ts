import { expect, test } from "vitest";
import { summaryOf } from "./get-job-health.ts";

test.each([
  ["The endpoint refused the token.", "The endpoint refused the token."],
  ["no more", "no more."],
])("the summary of a quarantine is one sentence with one full stop: %s", (message, ending) => {
  const error = { code: "InvalidCredentials", message };
  const summary = summaryOf({
    id: "scim.1",
    templateId: "scim",
    schedule: { state: "Active", interval: "PT40M" },
    status: {
      code: "Quarantine",
      quarantine: {
        reason: "EncounteredQuarantineException",
        currentBegan: "2026-01-05T08:00:00Z",
        nextAttempt: "2026-01-05T14:00:00Z",
        error,
      },
    },
  });
  expect(summary).toBe(`In quarantine since 2026-01-05T08:00:00Z: InvalidCredentials: ${ending}`);
});
