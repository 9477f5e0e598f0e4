/**
 * Finds the traces of a cluster with Pods on this machine, to see whether its end removes all of them.
 *
 * @module
 */

import type { PodCluster } from "./pod_cluster.ts";

/** Folders of this machine that the programs of a node must not use: each node has its own in their place. */
const shared = [
  "/var/lib/cni",
  "/var/lib/kubelet",
  "/var/log/pods",
  "/var/log/containers",
  "/run/containerd",
  "/run/runc",
];

const namespaces = ["net", "mnt", "pid"];

/** The traces of one cluster. */
export class Traces {
  readonly #folder: string;
  readonly #cgroup: string;
  /** The namespaces of the cluster's processes, in the form of `/proc/PID/ns/net`. */
  readonly #namespaces: ReadonlySet<string>;
  readonly #sharedBefore: readonly string[];

  private constructor(folder: string, namespaces: ReadonlySet<string>, sharedBefore: readonly string[]) {
    this.#folder = folder;
    this.#cgroup = folder.slice(folder.lastIndexOf("/") + 1);
    this.#namespaces = namespaces;
    this.#sharedBefore = sharedBefore;
  }

  /**
   * Collects the traces of a cluster, which must be up. `sharedBefore` is the result of `sharedFolders` from before its
   * start.
   */
  static async of({ folder }: Pick<PodCluster, "folder">, sharedBefore: readonly string[]): Promise<Traces> {
    const own = await namespacesOf("self");
    const found = new Set<string>();
    for (const pid of await processes()) {
      if (!(await textOf(`/proc/${pid}/cmdline`)).includes(folder)) continue;
      for (const namespace of await namespacesOf(pid)) if (!own.includes(namespace)) found.add(namespace);
    }
    return new Traces(folder, found, sharedBefore);
  }

  /** The names of all processes, mounts, folders and cgroups of the cluster that exist now. */
  async now(): Promise<readonly string[]> {
    const hierarchies = (await Array.fromAsync(Deno.readDir("/sys/fs/cgroup"))).map(({ name }) => name);
    const folders = [
      this.#folder,
      `/sys/fs/cgroup/${this.#cgroup}`,
      ...hierarchies.map((name) => `/sys/fs/cgroup/${name}/${this.#cgroup}`),
    ];
    const made = (await sharedFolders()).filter((folder) => !this.#sharedBefore.includes(folder));
    return [...await existing(folders), ...made, ...await this.#processes()];
  }

  async #processes(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const pid of await processes()) {
      const [command, mounts] = [await textOf(`/proc/${pid}/cmdline`), await textOf(`/proc/${pid}/mountinfo`)];
      const isIn = (await namespacesOf(pid)).some((namespace) => this.#namespaces.has(namespace));
      if (command.includes(this.#folder) || isIn) found.push(`process ${pid}: ${command.replaceAll("\0", " ")}`);
      if (mounts.includes(this.#folder)) found.push(`mounts of process ${pid}`);
    }
    return found;
  }
}

/** The folders in `shared` that exist now. */
export function sharedFolders(): Promise<readonly string[]> {
  return existing(shared);
}

async function existing(paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(paths.map((path) => Deno.lstat(path).then(() => [path], () => [])));
  return found.flat();
}

async function processes(): Promise<readonly string[]> {
  const names = (await Array.fromAsync(Deno.readDir("/proc"))).map(({ name }) => name);
  return names.filter((name) => /^\d+$/.test(name));
}

/** The text of a file; empty if it cannot be read, since its process may have ended. */
function textOf(path: string): Promise<string> {
  return Deno.readTextFile(path).catch(() => "");
}

async function namespacesOf(pid: string): Promise<readonly string[]> {
  const links = namespaces.map((name) => Deno.readLink(`/proc/${pid}/ns/${name}`).catch(() => undefined));
  return (await Promise.all(links)).filter((link) => link !== undefined);
}
