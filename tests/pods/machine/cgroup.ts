/**
 * The cgroup of a cluster, in which the kubelets make the cgroups of their Pods, in every hierarchy of this machine
 * (version 1 or 2).
 *
 * @module
 */

/**
 * Arguments: the name of the cgroup, and the names of the nodes. By default the kernel gives a whole cgroup as much CPU
 * time as one process outside. This cgroup gets as much as ten processes.
 */
const makeScript = `
set -e
name=$1
shift
cd /sys/fs/cgroup
if [ -e cgroup.controllers ]; then
  for parent in . "$name"; do
    mkdir -p "$parent"
    for controller in $(cat cgroup.controllers); do echo "+$controller" > "$parent/cgroup.subtree_control" || true; done
  done
  echo 1000 > "$name/cpu.weight"
  for node; do mkdir "$name/$node"; done
  exit
fi
for hierarchy in */; do
  if [ "$hierarchy" = unified/ ]; then continue; fi
  for folder in "$name" $(for node; do echo "$name/$node"; done); do
    mkdir -p "$hierarchy$folder"
    if [ "$hierarchy" = cpu/ ]; then echo 10240 > "cpu/$folder/cpu.shares"; fi
    if [ "$hierarchy" != cpuset/ ]; then continue; fi
    for file in cpuset.cpus cpuset.mems; do cat "cpuset/$file" > "cpuset/$folder/$file"; done
  done
done`;

/**
 * Waits until its standard input, a pipe from the test process, ends. Then removes the cgroup as soon as the processes
 * in it have ended.
 */
const janitorScript = `
trap "" HUP INT TERM
read -r _
cd /sys/fs/cgroup
while [ -n "$(ls -d "$1" */"$1" 2> /dev/null)" ]; do
  find "$1" */"$1" -depth -type d -exec rmdir {} + 2> /dev/null || sleep 0.1
done`;

/**
 * Makes a cgroup, and in it a cgroup for each node. They are removed when the test process ends, even if it is killed.
 */
export async function makeCgroup(name: string, nodes: readonly string[]): Promise<AsyncDisposable> {
  const janitor = new Deno.Command("sh", {
    args: ["-c", janitorScript, "janitor", name],
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const made: AsyncDisposable = {
    async [Symbol.asyncDispose](): Promise<void> {
      await janitor.stdin.close();
      await janitor.status;
    },
  };
  const { success, stderr } = await new Deno.Command("sh", { args: ["-c", makeScript, "sh", name, ...nodes] }).output();
  if (success) return made;
  await made[Symbol.asyncDispose]();
  throw new Error(`Cannot make cgroup ${name}: ${new TextDecoder().decode(stderr).trim()}`);
}
