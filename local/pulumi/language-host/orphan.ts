/**
 * Calls back once when the parent process is gone. An engine that was killed hard cannot say goodbye, and a host that
 * it left behind would stay for ever.
 */
export function orphaned(callback: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, 1_000);
  timer.unref();
}
