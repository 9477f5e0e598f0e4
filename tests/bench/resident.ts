/** The resident memory of a process, in MB. */
export function residentMegabytes(pid: number): number {
  return megabytes(pid, "VmRSS");
}

/** The highest resident memory of a process since the last `forgetMost`, in MB. */
export function mostMegabytes(pid: number): number {
  return megabytes(pid, "VmHWM");
}

/** From now on `mostMegabytes` begins with the present memory: see /proc/PID/clear_refs in proc(5). */
export function forgetMost(pid: number): void {
  Deno.writeTextFileSync(`/proc/${pid}/clear_refs`, "5");
}

function megabytes(pid: number, field: string): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]) * 1024 / 1e6;
}
