/**
 * Downloads Debian's User-mode Linux, which has every kind of link as a module, and unpacks it into the cache.
 *
 * @module
 */

/** A kernel that runs as a process. */
export interface Kernel {
  /** The version as `uname -r` prints it. */
  readonly release: string;
  /** The program. */
  readonly image: string;
  /** The folder of its modules. */
  readonly modules: string;
}

const packageName = "user-mode-linux";

/**
 * Returns the kernel of the version that apt-cache names now, from the cache or by a download with apt-get. If the
 * first attempt fails, updates the lists of apt-get and tries again.
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
  const version = /^Version: (\S+)/m.exec(await run("apt-cache", ["show", "--no-all-versions", packageName]))?.[1];
  if (version === undefined) throw new Error(`Cannot find a kernel: apt-cache has no ${packageName}`);
  const root = `${cacheFolder()}/${packageName}-${version.replaceAll(/[^\w.+-]/g, "_")}`;
  // `unpack` gives the folder this name only when it is complete.
  const isThere = await Deno.stat(root).then(() => true, () => false);
  if (!isThere) await unpack(root);
  const folder = `${root}/usr/lib/uml/modules`;
  const [release] = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  if (release === undefined) throw new Error(`Cannot start a kernel: ${folder} is empty`);
  return { release, image: `${root}/usr/bin/linux.uml`, modules: `${folder}/${release}` };
}

async function unpack(root: string): Promise<void> {
  const folder = `${root}.${crypto.randomUUID()}`;
  await Deno.mkdir(folder, { recursive: true });
  try {
    await run("apt-get", ["download", "-q", "-o", "APT::Sandbox::User=root", packageName], folder);
    for await (const { name } of Deno.readDir(folder)) await run("dpkg", ["-x", name, "unpacked"], folder);
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
async function run(command: string, args: readonly string[], cwd?: string): Promise<string> {
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
