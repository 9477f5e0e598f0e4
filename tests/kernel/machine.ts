import { World } from "../../runtime/lab/stage/world.ts";
import { type Kernel, run } from "./kernel.ts";

/** The command for the virtual machine. It runs in the current folder and with the environment of the caller. */
export interface Task {
  readonly command: string;
  readonly args: readonly string[];
  /** Additional variables. */
  readonly env: Readonly<Record<string, string>>;
  readonly limitSeconds: number;
}

/** The kernel modules that give access to the files of the host. */
const modules = ["virtio_pci", "9pnet_virtio", "9p", "overlay"];

/** The folder of QEMU's files, inside a world. The files are removed when the world ends. */
const folder = "/run/machine";

/**
 * Starts a virtual machine for a task and returns the task's exit code; undefined if the machine ended without one. The
 * task's output is printed here. The virtual machine can read the files of this host and cannot change them. It has no
 * network, and ends when this process ends.
 *
 * QEMU emulates every instruction and does not use KVM, because on some machines KVM exists and hangs.
 */
export async function runInMachine(kernel: Kernel, task: Task): Promise<number | undefined> {
  await using world = await World.create();
  const outside = world.outside(folder);
  await writeFirstFiles(kernel, task, outside);
  const qemu = world.spawn("qemu-system-x86_64", qemuArguments(kernel), { stdin: "null" });
  // The task has its own time limit inside the machine. This limit is for a kernel that hangs.
  const timer = setTimeout(() => qemu.kill("SIGKILL"), (task.limitSeconds + 30) * 1000);
  await qemu.status;
  clearTimeout(timer);
  const code = await Deno.readTextFile(`${outside}/exit-code`).catch(() => "");
  return /^\d+\s*$/.test(code) ? Number(code) : undefined;
}

function qemuArguments({ image }: Kernel): readonly string[] {
  return [
    ...["-machine", "q35", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", "2048"],
    ...["-nodefaults", "-display", "none", "-no-reboot"],
    ...["-kernel", image, "-initrd", `${folder}/first-files`, "-append", "console=ttyS0 quiet panic=-1"],
    ...["-serial", "stdio", "-serial", `file:${folder}/exit-code`],
    ...["-virtfs", "local,path=/,mount_tag=outside,security_model=none,readonly=on,multidevs=remap"],
  ];
}

/** Writes the kernel's initramfs: the scripts of this folder, busybox, and some modules. */
async function writeFirstFiles(kernel: Kernel, task: Task, to: string): Promise<void> {
  const root = `${to}/root`;
  await Deno.mkdir(`${root}/bin`, { recursive: true });
  await Deno.mkdir(`${root}/modules`);
  await Deno.copyFile(kernel.busybox, `${root}/bin/busybox`);
  for (const [index, path] of (await modulePaths(kernel)).entries()) {
    await Deno.copyFile(path, `${root}/modules/${String(index).padStart(2, "0")}.ko`);
  }
  await Deno.copyFile(new URL("first_steps.sh", import.meta.url), `${root}/init`);
  await Deno.chmod(`${root}/init`, 0o755);
  await Deno.copyFile(new URL("second_steps.sh", import.meta.url), `${root}/second_steps.sh`);
  await Deno.writeTextFile(`${root}/task.sh`, taskScript(kernel, task));
  await run("sh", ["-c", `find . | ${quoted(kernel.busybox)} cpio -o -H newc >../first-files`], root);
}

/** The paths of the modules and of their dependencies, in the order of loading. */
async function modulePaths({ root, release }: Kernel): Promise<readonly string[]> {
  const lines = await run("modprobe", ["-d", root, "-S", release, "--show-depends", "-a", ...modules]);
  return [...new Set([...lines.matchAll(/^insmod (\S+)/gm)].map(([, path = ""]) => path))];
}

function taskScript({ root, release }: Kernel, { command, args, env, limitSeconds }: Task): string {
  const variables = Object.entries({ ...Deno.env.toObject(), ...env }).filter(([name]) => /^[A-Za-z_]\w*$/.test(name));
  return [
    ...variables.map(([name, value]) => `export ${name}=${quoted(value)}`),
    "mkdir -p /lib/modules",
    `ln -s ${quoted(`${root}/lib/modules/${release}`)} /lib/modules/`,
    `cd ${quoted(Deno.cwd())}`,
    `exec timeout --kill-after=5 ${limitSeconds} ${[command, ...args].map(quoted).join(" ")}`,
    "",
  ].join("\n");
}

/** The text, quoted for a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
