import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FairSemaphore, NoPermits } from "./fair-semaphore.ts";

const [A, B, C] = [1, 2, 3];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** How many single permits a tenant gets at once. */
function takeAll(semaphore: FairSemaphore, tenant: number): number {
  for (let taken = 0; ; taken += 1) {
    try {
      semaphore.takeNow(tenant, 1);
    } catch (error) {
      if (error instanceof NoPermits) return taken;
      throw error;
    }
  }
}

test("tenants that take all they can get leave something to the next one, and get it back to give", () => {
  const semaphore = new FairSemaphore(1_200);
  expect(takeAll(semaphore, A)).toBe(600);
  expect(takeAll(semaphore, B)).toBe(300);
  expect(takeAll(semaphore, C)).toBe(150);
  semaphore.give(A, 600);
  expect(takeAll(semaphore, B)).toBe(225);
  semaphore.give(B, 525);
  semaphore.give(C, 150);
  expect(takeAll(semaphore, A)).toBe(600);
});

test("a refusal says whose permits stood in the way", () => {
  const semaphore = new FairSemaphore(100);
  semaphore.takeNow(A, 50);
  expect(() => semaphore.takeNow(A, 1)).toThrow(expect.objectContaining({ isOwn: true }));
  semaphore.takeNow(B, 25);
  expect(() => semaphore.takeNow(B, 20)).toThrow(expect.objectContaining({ isOwn: false }));
});

test("those who wait are served when others give back, tenant by tenant, each in its order", async () => {
  const semaphore = new FairSemaphore(2);
  expect(semaphore.take(A, 1)).toBeUndefined();
  const served: string[] = [];
  const wait = async (tenant: number, name: string) => {
    await semaphore.take(tenant, 1);
    served.push(name);
    semaphore.give(tenant, 1);
  };
  const all = Promise.all([wait(A, "a1"), wait(A, "a2"), wait(B, "b1"), wait(B, "b2")]);
  // B holds nothing, so it waits for nobody; its second request does.
  await vi.advanceTimersByTimeAsync(0);
  expect(served).toEqual(["b1", "b2"]);
  semaphore.give(A, 1);
  await all;
  expect(served).toEqual(["b1", "b2", "a1", "a2"]);
});

test("who waits for too long is refused and waits no more", async () => {
  const semaphore = new FairSemaphore(2);
  semaphore.takeNow(A, 1);
  const refused = semaphore.take(A, 1)?.catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await refused).toMatchObject({ name: "NoPermits", isOwn: true });
  semaphore.give(A, 1);
  expect(semaphore.take(A, 1)).toBeUndefined();
});
