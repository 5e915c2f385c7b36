import type { Slice } from "./load.ts";

/** What the slices of one operation on one program add up to. */
export interface Figures {
  readonly requestsPerSecond: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
}

/** One line of the table. */
export interface Row {
  readonly operation: string;
  readonly users: number;
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
  pairs: readonly { readonly service: Slice; readonly ceiling: Slice }[],
): Row {
  const service = figures(pairs.map((pair) => pair.service));
  const ceiling = figures(pairs.map((pair) => pair.ceiling));
  const ratios = pairs.map((pair) => rate([pair.service]) / rate([pair.ceiling]));
  return {
    operation: operation.name,
    users,
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

function figures(slices: readonly Slice[]): Figures {
  const latencies = Float64Array.from(slices.flatMap((slice) => slice.latencies)).toSorted();
  return {
    requestsPerSecond: rate(slices),
    p50Milliseconds: quantile(latencies, 0.5),
    p99Milliseconds: quantile(latencies, 0.99),
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
