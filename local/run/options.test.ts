import { expect, it } from "vitest";
import { parseOptions, sampleDirectory } from "./options.ts";

const parse = (...args: string[]) => parseOptions(args, "/home/ann");

it("takes the sample company and stand-ins when nothing is said", () => {
  expect(parse()).toEqual({
    directory: { kind: "yaml", file: sampleDirectory },
    plugins: "stand-in",
    day: true,
    keep: false,
    destroy: false,
    json: undefined,
    report: undefined,
  });
});

it("reads file names relative to where the command was given", () => {
  const { directory, json } = parse("--directory", "ours.yaml", "--json", "out/report.json");
  expect(directory).toEqual({ kind: "yaml", file: "/home/ann/ours.yaml" });
  expect(json).toBe("/home/ann/out/report.json");
});

it("takes three CSV files together, and only together", () => {
  const files = ["--users-csv", "u.csv", "--groups-csv", "/g.csv", "--members-csv", "m.csv"];
  expect(parse(...files).directory).toEqual({
    kind: "csv",
    users: "/home/ann/u.csv",
    groups: "/g.csv",
    members: "/home/ann/m.csv",
  });
  expect(() => parse(...files.slice(0, 4))).toThrow("needs all three");
});

it("leaves the directory as it is with --no-day", () => {
  expect(parse("--no-day").day).toBe(false);
});

it("refuses two directories at once", () => {
  expect(() => parse("--people", "5", "--directory", "a.yaml")).toThrow("Give one directory");
});
