/**
 * Downloads Debian's kernel, which has every kind of link as a module, and unpacks it into the cache.
 *
 * @module
 */

/** A kernel that a virtual machine can start. */
export interface Kernel {
  /** The version as `uname -r` prints it. */
  readonly release: string;
  readonly image: string;
  /** The folder with `lib/modules/RELEASE`. */
  readonly root: string;
  /** A static busybox. */
  readonly busybox: string;
}

/**
 * Returns the kernel that apt-cache names now, from the cache or by a download with apt-get. If the first attempt
 * fails, updates the lists of apt-get and tries again.
 */
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
  // `unpack` gives the folder this name only when it is complete.
  const isThere = await Deno.stat(root).then(() => true, () => false);
  if (!isThere) await unpack([name, "busybox-static"], release, root);
  return { release, root, image: `${root}/boot/vmlinuz-${release}`, busybox: `${root}/bin/busybox` };
}

/** The package of the kernel on which `linux-image-amd64` depends now. */
async function packageName(): Promise<string> {
  const answer = await run("apt-cache", ["depends", "--important", "linux-image-amd64"]);
  const name = /Depends: (linux-image-\S+)/.exec(answer)?.[1];
  if (name === undefined) throw new Error("Cannot find a kernel: apt-cache has no linux-image-amd64");
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

/** Runs a command to its end and returns its output. */
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
