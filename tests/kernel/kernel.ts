/**
 * Debian's kernel, which has every kind of link as a module, unpacked in the cache and nowhere else.
 *
 * @module
 */

/** A kernel that a virtual machine can start. */
export interface Kernel {
  /** As `uname -r` says. */
  readonly release: string;
  readonly image: string;
  /** The folder that has `lib/modules/RELEASE`. */
  readonly root: string;
  /** A busybox that needs no library. */
  readonly busybox: string;
}

/** The kernel of the cache; where there is none, apt-get brings it, if need be with new lists of what there is. */
export async function fetchKernel(): Promise<Kernel> {
  if (Deno.build.arch !== "x86_64") {
    throw new Error(`Cannot start a kernel: made for x86_64, this is ${Deno.build.arch}`);
  }
  return await latest().catch(async () => {
    await run("apt-get", ["update", "-q"]);
    return await latest();
  });
}

async function latest(): Promise<Kernel> {
  const name = await packageName();
  const root = `${cacheFolder()}/${name}`;
  const release = name.replace(/^linux-image-/, "");
  // It is whole when it has its name: it was moved there.
  const isThere = await Deno.stat(root).then(() => true, () => false);
  if (!isThere) await unpack([name, "busybox-static"], release, root);
  return { release, root, image: `${root}/boot/vmlinuz-${release}`, busybox: `${root}/bin/busybox` };
}

/** The package that `linux-image-amd64` stands for today. */
async function packageName(): Promise<string> {
  const answer = await run("apt-cache", ["depends", "--important", "linux-image-amd64"]);
  const name = /Depends: (linux-image-\S+)/.exec(answer)?.[1];
  if (name === undefined) throw new Error("Cannot find a kernel: apt-cache knows no linux-image-amd64");
  return name;
}

async function unpack(packages: readonly string[], release: string, root: string): Promise<void> {
  const folder = `${root}.${crypto.randomUUID()}`;
  await Deno.mkdir(folder, { recursive: true });
  try {
    await run("apt-get", ["download", "-q", "-o", "APT::Sandbox::User=root", ...packages], folder);
    for await (const { name } of Deno.readDir(folder)) await run("dpkg", ["-x", name, "unpacked"], folder);
    await run("depmod", ["-b", "unpacked", release], folder);
    await Deno.rename(`${folder}/unpacked`, root);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function cacheFolder(): string {
  const home = Deno.env.get("HOME");
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? (home === undefined ? undefined : `${home}/.cache`);
  if (cache === undefined) throw new Error("Cannot keep a kernel: neither XDG_CACHE_HOME nor HOME is set");
  return `${cache}/arpeggio`;
}

/** Runs a command to its end and returns what it printed. */
export async function run(command: string, args: readonly string[], cwd?: string): Promise<string> {
  const { PATH = "" } = Deno.env.toObject();
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    env: { PATH: `${PATH}:/usr/sbin:/sbin` },
    stdin: "null",
    ...(cwd !== undefined && { cwd }),
  }).output();
  const printed = new TextDecoder().decode(stdout);
  if (success) return printed;
  throw new Error(`Cannot run ${[command, ...args].join(" ")}: ${new TextDecoder().decode(stderr).trim() || printed}`);
}
