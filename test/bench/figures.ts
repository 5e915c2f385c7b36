import type { Slice } from "./load.ts";
import type { ProcessorTime } from "./processor.ts";

/** A slice with the processor time that it took; undefined where that cannot be seen. */
export interface MeasuredSlice extends Slice {
  readonly processor: ProcessorTime | undefined;
}

/** What the slices of one operation on one program add up to. */
export interface Figures {
  readonly requestsPerSecond: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  /** Processor time for each request; undefined where it cannot be seen. */
  readonly processor: ProcessorFigures | undefined;
}

export interface ProcessorFigures {
  readonly programMicroseconds: number;
  readonly postgresMicroseconds: number;
  /** Requests that one core does in a second of processor time, of program and PostgreSQL together. */
  readonly requestsPerSecondAndCore: number;
}

/** One line of the table. */
export interface Row {
  readonly operation: string;
  readonly users: number;
  /** Connections of the load generator. */
  readonly connections: number;
  readonly service: Figures;
  readonly ceiling: Figures;
  /** The service's requests a second over the ceiling's, of all slices, and the least and most of a single pair. */
  readonly ratio: { readonly overall: number; readonly least: number; readonly most: number };
  readonly goal: number;
  /** The busiest that the load generator was; see {@link Slice}. */
  readonly generatorBusy: number;
}

/** @param pairs the slices in the order they ran, service and ceiling in turns. */
export function summarise(
  operation: { readonly name: string; readonly goal: number },
  users: number,
  connections: number,
  pairs: readonly { readonly service: MeasuredSlice; readonly ceiling: MeasuredSlice }[],
): Row {
  const service = figures(pairs.map((pair) => pair.service));
  const ceiling = figures(pairs.map((pair) => pair.ceiling));
  const ratios = pairs.map((pair) => rate([pair.service]) / rate([pair.ceiling]));
  return {
    operation: operation.name,
    users,
    connections,
    service,
    ceiling,
    ratio: {
      overall: service.requestsPerSecond / ceiling.requestsPerSecond,
      least: Math.min(...ratios),
      most: Math.max(...ratios),
    },
    goal: operation.goal,
    generatorBusy: Math.max(
      ...pairs.flatMap((pair) => [pair.service.generatorBusy, pair.ceiling.generatorBusy]),
    ),
  };
}

function figures(slices: readonly MeasuredSlice[]): Figures {
  const latencies = Float64Array.from(slices.flatMap((slice) => slice.latencies)).toSorted();
  return {
    requestsPerSecond: rate(slices),
    p50Milliseconds: quantile(latencies, 0.5),
    p99Milliseconds: quantile(latencies, 0.99),
    processor: processorFigures(slices, latencies.length),
  };
}

function processorFigures(slices: readonly MeasuredSlice[], requests: number): ProcessorFigures | undefined {
  const times = slices.flatMap(({ processor }) => processor ?? []);
  if (times.length < slices.length) return undefined;
  const program = times.reduce((sum, time) => sum + time.program, 0);
  const postgres = times.reduce((sum, time) => sum + time.postgres, 0);
  return {
    programMicroseconds: (program / requests) * 1e6,
    postgresMicroseconds: (postgres / requests) * 1e6,
    requestsPerSecondAndCore: requests / (program + postgres),
  };
}

function rate(slices: readonly Slice[]): number {
  const requests = slices.reduce((sum, slice) => sum + slice.latencies.length, 0);
  const seconds = slices.reduce((sum, slice) => sum + slice.seconds, 0);
  return requests / seconds;
}

/** The smallest value that at least this share of the sorted values does not exceed. */
export function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
