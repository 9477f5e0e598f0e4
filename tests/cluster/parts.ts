import { executable, findCommand } from "./commands.ts";
import { missingPart } from "./missing_part.ts";
import { builtProgram } from "./program.ts";

/** A command and its first arguments. */
export type Program = readonly [command: string, ...args: string[]];

/** The programs a cluster is made of. Those that may be undefined come with the built program, but not with envtest. */
export interface Parts {
  readonly etcd: Program;
  readonly apiServer: Program;
  readonly controllerManager: Program | undefined;
  readonly proxy: Program | undefined;
  readonly kubectl: string;
}

/** A part that not every test needs. */
export type OptionalPart = "controllerManager" | "proxy";

const fileNames = {
  etcd: "etcd",
  apiServer: "kube-apiserver",
  controllerManager: "kube-controller-manager",
  proxy: "kube-proxy",
} as const;

/**
 * Finds the parts of a cluster without building any: each in `KUBEBUILDER_ASSETS` (envtest's convention), else in the cache
 * that `build.ts` fills; kubectl in `KUBECTL`, `KUBEBUILDER_ASSETS` or on the `PATH`.
 *
 * Where one of them is missing, it prints why and returns undefined, so that a test can be ignored; with `CI=true` it throws.
 */
export async function clusterParts(...needed: readonly OptionalPart[]): Promise<Parts | undefined> {
  const found = await findParts(needed);
  if (typeof found !== "string") return found;
  await missingPart(`no cluster can be started: ${found}`);
  return undefined;
}

/** The parts, or what is missing. */
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
  const optional = { controllerManager: await find("controllerManager"), proxy: await find("proxy") };
  const lacking = needed.find((part) => optional[part] === undefined);
  if (lacking !== undefined) return absent(lacking);
  const kubectl = setting("KUBECTL") ?? await findCommand("kubectl", assets);
  if (kubectl === undefined) return "no kubectl in KUBECTL, in KUBEBUILDER_ASSETS or on the PATH";
  if (await findCommand("openssl") === undefined) return "no openssl on the PATH";
  return { etcd, apiServer, ...optional, kubectl };
}

/** An environment variable; empty is as good as absent. */
function setting(name: string): string | undefined {
  return Deno.env.get(name) || undefined;
}

function absent(part: keyof typeof fileNames): string {
  return `no ${fileNames[part]} in KUBEBUILDER_ASSETS, nor built by: deno run -A tests/cluster/build.ts`;
}
