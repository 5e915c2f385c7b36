import { readFile } from "node:fs/promises";

/** Linux counts in hundredths of a second, whatever its timer (`USER_HZ`). */
export const TICKS_A_SECOND = 100;

/**
 * The fields of `/proc/PID/stat` behind the name of the process (proc_pid_stat(5)): the third field of the file is the first
 * one here. Undefined where there is no such process, or no such file system.
 */
export async function statOf(
  pid: number | "self",
): Promise<{ readonly name: string; readonly fields: readonly string[] } | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const match = /^\d+ \((.*)\) (.*)$/s.exec(stat);
  return match === null ? undefined : { name: match[1] ?? "", fields: (match[2] ?? "").split(" ") };
}

/**
 * Starts to measure the processor time of the processes that this one starts and that end meanwhile, with all that they
 * started and waited for; in seconds. Undefined on another system than Linux.
 */
export async function startChildrenTime(): Promise<{ stop(): Promise<number | undefined> }> {
  const before = await childrenTime();
  return {
    stop: async () => {
      const after = await childrenTime();
      return before === undefined || after === undefined ? undefined : after - before;
    },
  };
}

/** Fields 16 and 17: user and system time of children that have ended. */
async function childrenTime(): Promise<number | undefined> {
  const stat = await statOf("self");
  return stat && (Number(stat.fields[13]) + Number(stat.fields[14])) / TICKS_A_SECOND;
}

/** The most resident memory that a process had so far, in MiB; undefined when it has ended, or on another system than Linux. */
export async function peakMiB(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1_024;
}
