/**
 * The folder that becomes the root of an image. As in Debian, `/bin`, `/lib` and the like are links into `/usr`.
 *
 * @module
 */

import { dirname } from "node:path";

const folders = ["usr/bin", "usr/sbin", "usr/lib", "usr/lib64", "etc", "dev", "proc", "sys", "tmp", "var", "root"];
const links = ["bin", "sbin", "lib", "lib64"];

export class RootFolder {
  constructor(readonly path: string) {}

  /** Makes an empty root. */
  static async make(path: string): Promise<RootFolder> {
    for (const folder of folders) await Deno.mkdir(`${path}/${folder}`, { recursive: true });
    for (const link of links) await Deno.symlink(`usr/${link}`, `${path}/${link}`);
    await Deno.chmod(`${path}/tmp`, 0o1777);
    const root = new RootFolder(path);
    await root.write("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
    await root.write("/etc/group", "root:x:0:\n");
    return root;
  }

  async write(path: string, text: string, mode = 0o644): Promise<void> {
    await this.#folderOf(path);
    await Deno.writeTextFile(this.path + path, text);
    await Deno.chmod(this.path + path, mode);
  }

  /** Copies a program of this machine to the path `to`, by default the same path, and the libraries that it loads. */
  async addProgram(program: string, to: string = program): Promise<void> {
    await this.#copyFile(program, to);
    for (const library of await librariesOf(program)) await this.#copyFile(library, library);
  }

  /** Copies a folder of this machine, if it exists, to the same path. */
  async addFolder(folder: string): Promise<void> {
    if (!await Deno.stat(folder).then(() => true, () => false)) return;
    await this.#folderOf(folder);
    await run("cp", ["--recursive", "--dereference", folder, this.path + folder]);
  }

  async link(path: string, target: string): Promise<void> {
    await this.#folderOf(path);
    await Deno.symlink(target, this.path + path);
  }

  async #copyFile(from: string, to: string): Promise<void> {
    await this.#folderOf(to);
    await Deno.copyFile(from, this.path + to);
  }

  async #folderOf(path: string): Promise<void> {
    await Deno.mkdir(dirname(this.path + path), { recursive: true });
  }
}

/** The paths of the libraries that the dynamic linker would load; none for a static program. */
async function librariesOf(program: string): Promise<readonly string[]> {
  const printed = await run("sh", ["-c", 'ldd "$1" || true', "sh", program]);
  return [...printed.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].map(([, path = ""]) => path);
}

/** Runs a command to its end and returns what it printed. */
export async function run(command: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args: [...args], stdin: "null" }).output();
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout);
  throw new Error(`Cannot run ${[command, ...args].join(" ")}: ${decoder.decode(stderr).trim()}`);
}
