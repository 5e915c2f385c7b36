import { z } from "zod";

export const permissionFinding = z
  .object({
    step: z.string().describe("The step of the guide that needs it."),
    needs: z
      .string()
      .describe("A Graph permission (any one of those named will do), a directory role or a licence."),
    detail: z.string().describe("How it is granted, or why it could not be determined."),
  })
  .meta({ title: "PermissionFinding", description: "What is known about one thing that a step needs." });

export type PermissionFinding = z.output<typeof permissionFinding>;
