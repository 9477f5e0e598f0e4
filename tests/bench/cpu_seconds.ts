const ticksPerSecond = 100;

/**
 * The CPU time of a process, of user and system together. They are the fields 14 and 15 of proc(5); the second field
 * may contain blanks.
 */
export function cpuSeconds(pid: number): number {
  const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).replace(/^.*\) /s, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
