const ticksPerSecond = 100;

/**
 * The CPU time of a process in seconds: the user time and the system time, which are the fields 14 and 15 in proc(5).
 * The second field may contain blanks.
 */
export function cpuSeconds(pid: number): number {
  const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).replace(/^.*\) /s, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
