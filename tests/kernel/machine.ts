import { World } from "../../runtime/lab/stage/world.ts";
import type { Kernel } from "./kernel.ts";

/** The command for User-mode Linux. It runs in the current folder and with the environment of the caller. */
export interface Task {
  readonly command: string;
  readonly args: readonly string[];
  /** Additional variables. */
  readonly env: Readonly<Record<string, string>>;
  readonly limitSeconds: number;
}

/** The folder of the machine's own files, inside a world. The files are removed when the world ends. */
const folder = "/run/machine";

/**
 * Starts User-mode Linux for a task and returns the task's exit code; undefined if the machine ended without one. The
 * task's output is printed here. The task can read the files of this host and cannot change them. It has no network,
 * and ends when this process ends.
 *
 * User-mode Linux is a kernel that runs as an ordinary process. It needs no KVM, which many machines lack, and it runs
 * the instructions of its programs at full speed, unlike an emulator. It uses one core.
 */
export async function runInMachine(kernel: Kernel, task: Task): Promise<number | undefined> {
  await using world = await World.create();
  const outside = world.outside(folder);
  await Deno.mkdir(outside);
  await Deno.copyFile(new URL("first_steps.sh", import.meta.url), `${outside}/first_steps.sh`);
  await Deno.chmod(`${outside}/first_steps.sh`, 0o755);
  await Deno.writeTextFile(`${outside}/task.sh`, taskScript(task));
  // The kernel keeps its memory in a file below TMPDIR.
  const machine = world.spawn(kernel.image, kernelArguments(kernel), { stdin: "null", env: { TMPDIR: folder } });
  // The task has its own time limit inside the machine. This limit is for a kernel that hangs.
  const timer = setTimeout(() => machine.kill("SIGKILL"), (task.limitSeconds + 30) * 1000);
  await machine.status;
  clearTimeout(timer);
  const code = await Deno.readTextFile(`${outside}/exit-code`).catch(() => "");
  return /^\d+\s*$/.test(code) ? Number(code) : undefined;
}

/** The kernel gives the parameters in capitals to the first process as its environment. */
function kernelArguments({ modules }: Kernel): readonly string[] {
  return [
    ...["root=/dev/root", "rootfstype=hostfs", "hostfs=/", "ro", "mem=2G"],
    ...["con=null", "con0=null,fd:1", "quiet", "loglevel=1"],
    ...[`init=${folder}/first_steps.sh`, `FOLDER=${folder}`, `MODULES=${modules}`],
  ];
}

function taskScript({ command, args, env, limitSeconds }: Task): string {
  const variables = Object.entries({ ...Deno.env.toObject(), ...env }).filter(([name]) => /^[A-Za-z_]\w*$/.test(name));
  return [
    ...variables.map(([name, value]) => `export ${name}=${quoted(value)}`),
    `cd ${quoted(Deno.cwd())}`,
    `exec timeout --kill-after=5 ${limitSeconds} ${[command, ...args].map(quoted).join(" ")}`,
    "",
  ].join("\n");
}

/** The text, quoted for a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
