const entry = new URL("../../../runtime/main.ts", import.meta.url).pathname;
const program = [Deno.execPath(), "run", "-A", "--quiet", entry, "lab"];

export interface StartedLab {
  readonly process: Deno.ChildProcess;
  /** The command lines of all living processes of this lab, also of the lab itself. */
  leftovers(): readonly string[];
}

/**
 * Starts a lab with a marker in its environment. All its processes inherit the marker, so that `leftovers` finds them.
 */
export function startLab(args: readonly string[], prefix: readonly string[] = []): StartedLab {
  const mark = `ARPEGGIO_LAB_TEST=${crypto.randomUUID()}`;
  const process = new Deno.Command("env", {
    args: [mark, ...prefix, ...program, ...args],
    stdin: "null",
    stdout: "piped",
  }).spawn();
  return { process, leftovers: () => marked(mark) };
}

function marked(mark: string): readonly string[] {
  return [...Deno.readDirSync("/proc")].filter(({ name }) => /^\d+$/.test(name)).flatMap(({ name }) => {
    try {
      const environment = Deno.readTextFileSync(`/proc/${name}/environ`).split("\0");
      return environment.includes(mark) ? [Deno.readTextFileSync(`/proc/${name}/cmdline`).replaceAll("\0", " ")] : [];
    } catch {
      // The process has ended, or belongs to another user.
      return [];
    }
  });
}
