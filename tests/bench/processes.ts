/** The ids of the processes whose command lines fit. The first word of a command line is the program. */
export function processesWhere(fits: (words: readonly string[]) => boolean): readonly number[] {
  return [...Deno.readDirSync("/proc")].map(({ name }) => Number(name))
    .filter((pid) => !Number.isNaN(pid) && fits(wordsOf(pid)));
}

/** The command line of a process; empty if the process has ended. */
function wordsOf(pid: number): readonly string[] {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/cmdline`).split("\0");
  } catch {
    return [];
  }
}
