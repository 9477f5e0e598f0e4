import { type ApiServerSettings, prepareApiServer, type User } from "./api_server.ts";
import { type Certificates, makeCertificates, makeKubeletClient } from "./certificates.ts";
import { Daemon } from "./daemon.ts";
import { type Etcd, startEtcd } from "./etcd.ts";
import { freePort } from "./free_port.ts";
import { hostLauncher, type Launcher } from "./launcher.ts";
import type { Parts } from "./parts.ts";
import { relayCommand } from "./relay.ts";
import { scratchFolder } from "./scratch_folder.ts";

/**
 * A network namespace of a lab in which the API server runs, instead of on this host. The file system is the host's.
 */
export interface Place {
  readonly launcher: Launcher;
  /** The address at which the API server listens in the namespace. The nodes of the lab can reach it. */
  readonly address: string;
}

/** The options of a control plane. */
export interface ControlPlaneOptions {
  readonly parts: Parts;
  /** Default: this host, at 127.0.0.1. */
  readonly place?: Place;
  /** Default: both families, `10.96.0.0/16,fd00:96::/112`. */
  readonly serviceRange?: string;
  /** The names of Nodes with a kubelet. Default: none, tests make Nodes and Pods by hand. */
  readonly kubelets?: readonly string[];
}

/** etcd and an API server that can be stopped and started again. */
export interface ControlPlane {
  /** The folder with all files of this cluster. */
  readonly folder: string;
  /** The URL of the API server for the test process. */
  readonly url: string;
  /** The URL for processes in the place of the API server; the same as `url` if no place was given. */
  readonly placeUrl: string;
  readonly certificates: Certificates;
  readonly users: Readonly<Record<"admin" | "controllerManager" | "scheduler" | "proxy", User>>;
  /** The user of each kubelet, by the name of its Node. */
  readonly kubelets: ReadonlyMap<string, User>;
  /** Starts the API server with its earlier data. */
  readonly launchApiServer: () => Daemon;
  /** Saves a copy of etcd's data. The API server must be stopped. */
  readonly backUp: () => Promise<void>;
  /** Restores the last backup of etcd's data. The API server must be stopped. */
  readonly restore: () => Promise<void>;
}

/** Starts etcd and, if a place is given, the relays to the API server there. All of them end with `resources`. */
export async function prepareControlPlane(
  options: ControlPlaneOptions,
  resources: AsyncDisposableStack,
): Promise<ControlPlane> {
  const { parts, place = { launcher: hostLauncher, address: "127.0.0.1" }, kubelets: names = [] } = options;
  const { serviceRange = "10.96.0.0/16,fd00:96::/112" } = options;
  const { path: folder } = resources.use(await scratchFolder("arpeggio-cluster-"));
  const launchEtcd = (): Etcd => startEtcd(parts.etcd, folder, { launcher: hostLauncher, log: `${folder}/etcd.log` });
  let etcd = launchEtcd();
  resources.defer(() => etcd.daemon.stop());
  const exchange = async (from: string, to: string): Promise<void> => {
    await etcd.daemon.stop();
    for (const each of [to, `${folder}/etcd.sock`]) await Deno.remove(each, { recursive: true }).catch(() => undefined);
    await new Deno.Command("cp", { args: ["-a", from, to] }).output();
    etcd = launchEtcd();
    await etcd.ready();
  };
  const [data, backup] = [`${folder}/etcd`, `${folder}/etcd-backup`];
  const certificates = await makeCertificates(folder, [
    "localhost",
    "127.0.0.1",
    "kubernetes.default.svc",
    place.address,
    ...firstAddresses(serviceRange),
  ]);
  const users = {
    admin: newUser("admin", "system:masters"),
    controllerManager: newUser("system:kube-controller-manager", "system:masters"),
    scheduler: newUser("system:kube-scheduler"),
    proxy: newUser("system:kube-proxy"),
  };
  const kubelets = new Map(names.map((name) => [name, newUser(`system:node:${name}`, "system:nodes")]));
  const port = freePort();
  const settings: ApiServerSettings = {
    folder,
    etcd: etcd.url,
    address: place.address,
    port,
    serviceRange,
    certificates,
    users: [...Object.values(users), ...kubelets.values()],
    kubeletClient: names.length === 0 ? undefined : await makeKubeletClient(folder),
  };
  const flags = await prepareApiServer(settings);
  await etcd.ready();
  const log = `${folder}/kube-apiserver.log`;
  return {
    folder,
    url: options.place === undefined
      ? url(place.address, port)
      : startRelays(options.place, { port, folder }, resources),
    placeUrl: url(place.address, port),
    certificates,
    users,
    kubelets,
    backUp: () => exchange(data, backup),
    restore: () => exchange(backup, data),
    launchApiServer: () =>
      new Daemon([...parts.apiServer, ...flags], { name: "kube-apiserver", launcher: place.launcher, log }),
  };
}

/**
 * Starts two relays that connect a loopback port of this host with the API server in its place. Returns the URL of that
 * port.
 */
function startRelays(
  { launcher, address }: Place,
  { port, folder }: { readonly port: number; readonly folder: string },
  resources: AsyncDisposableStack,
): string {
  const log = `${folder}/relay.log`;
  const socket = { transport: "unix", path: `${folder}/relay.sock` } as const;
  const near = { transport: "tcp", hostname: "127.0.0.1", port: freePort() } as const;
  const far = { transport: "tcp", hostname: address, port } as const;
  resources.use(new Daemon(relayCommand(socket, far), { name: "relay in the place", launcher, log }));
  resources.use(new Daemon(relayCommand(near, socket), { name: "relay on the host", launcher: hostLauncher, log }));
  return url(near.hostname, near.port);
}

/** The addresses of the Service `kubernetes`, by which Pods reach the API server: the first of each range. */
function firstAddresses(serviceRange: string): readonly string[] {
  return serviceRange.split(",").map((range) => range.replace(/0?\/\d+$/, "1"));
}

function newUser(name: string, ...groups: readonly string[]): User {
  return { token: crypto.randomUUID(), name, groups };
}

function url(address: string, port: number): string {
  return `https://${address.includes(":") ? `[${address}]` : address}:${port}`;
}
