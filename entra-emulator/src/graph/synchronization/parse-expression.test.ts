import { describe, expect, test } from "vitest";
import type { Answer } from "../../testing/client.ts";
import { useApplication } from "../../testing/use-application.ts";

const kit = useApplication();

function ask(body: object): Promise<Answer> {
  return kit.client.post(`${kit.app.jobPath}/schema/parseExpression`, body);
}

describe("parseExpression", () => {
  test("parses and evaluates with a test object", async () => {
    const answer = await ask({
      expression: 'Join(" ", [givenName], [surname])',
      testInputObject: {
        properties: [
          { key: "givenName", value: "Ann" },
          { key: "surname", value: "Lee" },
        ],
      },
    });
    expect([answer.status, answer.get("parsingSucceeded"), answer.get("evaluationResult")]).toEqual([
      200,
      true,
      ["Ann Lee"],
    ]);
    expect(answer.get("parsedExpression.name")).toBe("Join");
  });

  test.each([
    ["Trim([mail])", "ann@x.test"],
    ['Instr([mail], "@")', "6"],
    ['IIF(IsPresent([mail]), [mail], "none")', "  ann@x.test"],
    [String.raw`Replace([mail], "\,", , , "", , )`, "  ann@x.test"],
  ])("takes %s, which Microsoft publishes", async (expression, expected) => {
    const testInputObject = { properties: [{ key: "mail", value: "  ann@x.test" }] };
    const answer = await ask({ expression, testInputObject });
    expect([answer.get("parsingSucceeded"), answer.get("evaluationResult.0")]).toEqual([true, expected]);
  });

  test.each([
    ["Jion([givenName])", "did you mean Join?"],
    ["ToUpper([givenNam])", "unknown attribute [givenNam]"],
    ['Join(" ", [givenName]', "column"],
  ])("answers 200 with what is wrong in %s", async (expression, message) => {
    const answer = await ask({ expression });
    expect([answer.status, answer.get("parsingSucceeded"), answer.get("parsedExpression")]).toEqual([
      200,
      false,
      null,
    ]);
    expect(answer.get("error.message")).toContain(message);
  });
});
