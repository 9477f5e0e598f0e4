/**
 * The environment of a container: only the given capabilities, and a root folder of its own. The root folder is
 * writable only in mounted volumes, `/dev` and `/proc`.
 *
 * @module
 */

/** The folder of the image's programs. */
const imageBin = "/image/bin";

/**
 * Arguments: the empty folder for the root, the path of Deno, any number of mounts as `source target ro|rw`, `--`, and
 * the command. The programs of this machine replace the programs of the image.
 */
const script = `
set -e
root=$1 deno=$2
shift 2
mount --make-rprivate /
mount -t tmpfs -o mode=0755 none "$root"
for each in usr bin sbin lib lib64; do
  if [ -L "/$each" ]; then ln -s "$(readlink "/$each")" "$root/$each"
  elif [ -d "/$each" ]; then mkdir "$root/$each"; mount --bind "/$each" "$root/$each"; mount -o remount,bind,ro "$root/$each"; fi
done
for each in dev proc; do mkdir "$root/$each"; mount --rbind "/$each" "$root/$each"; done
mkdir -p "$root${imageBin}"
touch "$root${imageBin}/deno"
mount --bind "$deno" "$root${imageBin}/deno"
mkdir "$root/etc"
echo root:x:0:0:root:/:/bin/false > "$root/etc/passwd"
while [ "$1" != -- ]; do
  if [ -d "$1" ]; then mkdir -p "$root$2"; else mkdir -p "$(dirname "$root$2")"; touch "$root$2"; fi
  mount --bind "$1" "$root$2"
  if [ "$3" = ro ]; then mount -o remount,bind,ro "$root$2"; fi
  shift 3
done
shift
mount -o remount,ro "$root"
exec chroot "$root" "$@"`;

export interface Mount {
  /** A folder or file of this machine. */
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

export interface Confinement {
  /** An empty folder. */
  readonly root: string;
  readonly mounts: readonly Mount[];
  readonly user: number;
  readonly group: number;
  /** The names as in Kubernetes, e.g. `NET_RAW`. */
  readonly capabilities: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The command line that runs a command with this confinement. The command line needs root, and runs in the network
 * namespace of its caller.
 */
export function confined(command: readonly string[], confinement: Confinement): { command: string; args: string[] } {
  const { root, mounts, user, group, capabilities, environment } = confinement;
  const bounds = ["-all", ...capabilities.map((name) => `+${name.toLowerCase()}`)].join(",");
  const identity = [`--reuid=${user}`, `--regid=${group}`, "--clear-groups", "--no-new-privs"];
  const variables = Object.entries({ PATH: `${imageBin}:/usr/bin:/bin`, ...environment });
  return {
    command: "unshare",
    args: [
      ...["--mount", "sh", "-c", script, "container", root, Deno.execPath()],
      ...mounts.flatMap(({ source, target, readOnly }) => [source, target, readOnly ? "ro" : "rw"]),
      ...["--", "setpriv", ...identity, `--bounding-set=${bounds}`, "--inh-caps=-all"],
      ...["env", "-i", ...variables.map(([name, value]) => `${name}=${value}`), ...command],
    ],
  };
}
