import { summarise, type MeasuredSlice, type Row } from "./figures.ts";
import { goalOf, type Operation } from "./operations.ts";
import type { BenchOptions } from "./options.ts";
import { startProcessorTime } from "./processor.ts";
import type { Programs } from "./programs.ts";

/** One operation on both programs. */
export interface Measurement {
  readonly operation: Operation;
  readonly users: number;
  readonly connections: number;
  /** The number of each program's next request; moves on. */
  readonly positions: Record<keyof Programs, number>;
  readonly programs: Programs;
  readonly options: BenchOptions;
  readonly signal: AbortSignal;
}

/** Ceiling and service in turns, so that whatever else the machine does meets both alike. */
export async function measure(measurement: Measurement): Promise<Row> {
  const { operation, users, connections, positions, programs, options, signal } = measurement;
  const slice = async (name: keyof Programs, milliseconds: number): Promise<MeasuredSlice> => {
    signal.throwIfAborted();
    const { generator } = programs[name];
    const first = positions[name];
    const processor = await startProcessorTime(programs[name]);
    const next = () => operation.exchange(positions[name]++);
    const driven = await generator.drive(next, milliseconds, connections);
    const result = { ...driven, processor: await processor.stop() };
    if (operation.restore) {
      await operation.restore(generator, positions[name] - first);
      positions[name] = 0;
    }
    return result;
  };
  await slice("ceiling", options.warmUpMilliseconds);
  await slice("service", options.warmUpMilliseconds);
  const pairs: { service: MeasuredSlice; ceiling: MeasuredSlice }[] = [];
  for (let round = 0; round < options.rounds; round++) {
    const ceiling = await slice("ceiling", options.sliceMilliseconds);
    pairs.push({ ceiling, service: await slice("service", options.sliceMilliseconds) });
  }
  const goal = goalOf(operation, connections);
  return summarise({ name: operation.name, goal }, users, connections, pairs);
}
