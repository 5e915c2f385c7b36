import { expect, test } from "vitest";
import { EventLoop } from "./event-loop.ts";

const [HOSTILE, OTHER] = [1, 2];
/** More than fits between two rounds of the loop. */
const LONG = 500_000;

/** Counts rounds of the event loop until it is stopped. */
function countRounds(): () => number {
  let rounds = 0;
  let timer: NodeJS.Immediate;
  const next = () => {
    rounds += 1;
    timer = setImmediate(next);
  };
  timer = setImmediate(next);
  return () => {
    clearImmediate(timer);
    return rounds;
  };
}

test("between two long requests the loop goes round, though all of them could go on at once", async () => {
  const loop = new EventLoop();
  const stop = countRounds();
  const work = async () => {
    const turn = loop.turn(HOSTILE);
    if (turn) await turn;
    loop.spend(LONG);
  };
  await Promise.all(Array.from({ length: 20 }, work));
  expect(stop()).toBeGreaterThanOrEqual(18);
});

test("a tenant with many long requests holds up itself, not another one", async () => {
  const loop = new EventLoop();
  const ended: number[] = [];
  const work = async (tenant: number, units: number) => {
    const turn = loop.turn(tenant);
    if (turn) await turn;
    loop.spend(units);
    ended.push(tenant);
  };
  await Promise.all([
    ...Array.from({ length: 20 }, () => work(HOSTILE, LONG)),
    work(OTHER, 10),
    work(OTHER, 10),
  ]);
  expect(ended.lastIndexOf(OTHER)).toBeLessThanOrEqual(6);
  expect(ended).toHaveLength(22);
});

test("short requests wait for nothing", () => {
  const loop = new EventLoop();
  for (let n = 0; n < 100; n += 1) {
    expect(loop.turn(OTHER)).toBeUndefined();
    loop.spend(10);
  }
});
