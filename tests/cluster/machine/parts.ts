import { executable, findCommand } from "./commands.ts";
import { missingPart } from "./missing_part.ts";
import { builtProgram } from "./program.ts";

/** A command with its first arguments. */
export type Program = readonly [command: string, ...args: string[]];

/**
 * The programs of a cluster. The built program contains all of them except kubectl. A field that may be undefined is a
 * program that envtest does not have.
 */
export interface Parts {
  readonly etcd: Program;
  readonly apiServer: Program;
  readonly controllerManager: Program | undefined;
  readonly proxy: Program | undefined;
  readonly scheduler: Program | undefined;
  readonly kubelet: Program | undefined;
  readonly kubectl: string;
}

/** The name of a part that only some tests need. */
export type OptionalPart = "controllerManager" | "proxy" | "scheduler" | "kubelet";

const fileNames = {
  etcd: "etcd",
  apiServer: "kube-apiserver",
  controllerManager: "kube-controller-manager",
  proxy: "kube-proxy",
  scheduler: "kube-scheduler",
  kubelet: "kubelet",
} as const;

/**
 * Finds the parts of a cluster, and builds none. Looks for each part in the folder `KUBEBUILDER_ASSETS`, as envtest
 * does, and then in the cache that `build.ts` fills. Looks for kubectl in `KUBECTL`, in `KUBEBUILDER_ASSETS` and on the
 * `PATH`.
 *
 * If a part is missing, prints its name and returns undefined, so that a test can be skipped. With `CI=true` throws an
 * error instead.
 */
export async function clusterParts(...needed: readonly OptionalPart[]): Promise<Parts | undefined> {
  const found = await findParts(needed);
  if (typeof found !== "string") return found;
  await missingPart(`no cluster can be started: ${found}`);
  return undefined;
}

/** The parts, or a message that names a missing part. */
async function findParts(needed: readonly OptionalPart[]): Promise<Parts | string> {
  const assets = setting("KUBEBUILDER_ASSETS");
  const program = await builtProgram();
  const find = async (part: keyof typeof fileNames): Promise<Program | undefined> => {
    const file = assets === undefined ? undefined : await executable(`${assets}/${fileNames[part]}`);
    if (file !== undefined) return [file];
    return program === undefined ? undefined : [program, fileNames[part]];
  };
  const etcd = await find("etcd");
  if (etcd === undefined) return absent("etcd");
  const apiServer = await find("apiServer");
  if (apiServer === undefined) return absent("apiServer");
  const optional = {
    controllerManager: await find("controllerManager"),
    proxy: await find("proxy"),
    scheduler: await find("scheduler"),
    kubelet: await find("kubelet"),
  };
  const lacking = needed.find((part) => optional[part] === undefined);
  if (lacking !== undefined) return absent(lacking);
  const kubectl = setting("KUBECTL") ?? await findCommand("kubectl", assets);
  if (kubectl === undefined) return "no kubectl in KUBECTL, in KUBEBUILDER_ASSETS or on the PATH";
  if (await findCommand("openssl") === undefined) return "no openssl on the PATH";
  return { etcd, apiServer, ...optional, kubectl };
}

/** An environment variable; an empty one counts as absent. */
function setting(name: string): string | undefined {
  return Deno.env.get(name) || undefined;
}

function absent(part: keyof typeof fileNames): string {
  return `no ${fileNames[part]} in KUBEBUILDER_ASSETS, nor built by: deno run -A tests/cluster/build.ts`;
}
