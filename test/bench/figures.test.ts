import { expect, test } from "vitest";
import { summarise, type MeasuredSlice } from "./figures.ts";

const slice = (requests: number, processor: MeasuredSlice["processor"]): MeasuredSlice => ({
  latencies: Array.from({ length: requests }, () => 1),
  seconds: 1,
  generatorBusy: 0.5,
  processor,
});
const operation = { name: "GET", goal: 0.8 };

test("processor time is that of all slices, for each request and core", () => {
  const service = [
    slice(100, { program: 0.1, postgres: 0.02 }),
    slice(300, { program: 0.1, postgres: 0.18 }),
  ];
  const pairs = service.map((each) => ({
    service: each,
    ceiling: slice(10, { program: 0.01, postgres: 0 }),
  }));
  const row = summarise(operation, 1_000, 10, pairs);
  expect(row.service.processor?.programMicroseconds).toBeCloseTo(500);
  expect(row.service.processor?.postgresMicroseconds).toBeCloseTo(500);
  expect(row.service.processor?.requestsPerSecondAndCore).toBeCloseTo(1_000);
  expect(row.ceiling.processor?.programMicroseconds).toBeCloseTo(1_000);
});

test("without the processor time of one slice there is none for the row", () => {
  const seen = slice(10, { program: 0.1, postgres: 0.1 });
  const row = summarise(operation, 1_000, 1, [
    { service: seen, ceiling: seen },
    { service: slice(10, undefined), ceiling: seen },
  ]);
  expect(row.service.processor).toBeUndefined();
  expect(row.ceiling.processor?.requestsPerSecondAndCore).toBeCloseTo(50);
});
