import { type ApiServerSettings, prepareApiServer, type User } from "./api_server.ts";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { Daemon } from "./daemon.ts";
import { startEtcd } from "./etcd.ts";
import { freePort } from "./free_port.ts";
import { hostLauncher, type Launcher } from "./launcher.ts";
import type { Parts } from "./parts.ts";
import { relayCommand } from "./relay.ts";
import { scratchFolder } from "./scratch_folder.ts";

/** A place other than this host where an API server can run: a network namespace of a lab, with this file system. */
export interface Place {
  readonly launcher: Launcher;
  /** An address of the place, at which the API server listens and the nodes of the lab reach it. */
  readonly address: string;
}

/** What a control plane is made of. */
export interface ControlPlaneOptions {
  readonly parts: Parts;
  /** By default this host, at 127.0.0.1. */
  readonly place?: Place;
  /** By default both families: `10.96.0.0/16,fd00:96::/112`. */
  readonly serviceRange?: string;
}

/** etcd and an API server that can be stopped and started again. */
export interface ControlPlane {
  /** Where everything of this cluster lies. */
  readonly folder: string;
  /** Where the test process reaches the API server. */
  readonly url: string;
  /** Where processes in its own place reach it; the same without a place. */
  readonly placeUrl: string;
  readonly certificates: Certificates;
  readonly users: Readonly<Record<"admin" | "controllerManager" | "proxy", User>>;
  /** Starts the API server; its data is that of the last time. */
  readonly launchApiServer: () => Daemon;
}

/** Starts etcd and, for a place other than this host, the relays to it; all of it ends with the resources. */
export async function prepareControlPlane(
  options: ControlPlaneOptions,
  resources: AsyncDisposableStack,
): Promise<ControlPlane> {
  const { parts, place = { launcher: hostLauncher, address: "127.0.0.1" } } = options;
  const { path: folder } = resources.use(await scratchFolder("arpeggio-cluster-"));
  const etcd = startEtcd(parts.etcd, folder, { launcher: hostLauncher, log: `${folder}/etcd.log` });
  resources.use(etcd.daemon);
  const certificates = await makeCertificates(folder, [
    "localhost",
    "127.0.0.1",
    "kubernetes.default.svc",
    place.address,
  ]);
  const users = {
    admin: newUser("admin", "system:masters"),
    controllerManager: newUser("system:kube-controller-manager", "system:masters"),
    proxy: newUser("system:kube-proxy"),
  };
  const port = freePort();
  const settings: ApiServerSettings = {
    folder,
    etcd: etcd.url,
    address: place.address,
    port,
    serviceRange: options.serviceRange ?? "10.96.0.0/16,fd00:96::/112",
    certificates,
    users: Object.values(users),
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
    launchApiServer: () =>
      new Daemon([...parts.apiServer, ...flags], { name: "kube-apiserver", launcher: place.launcher, log }),
  };
}

/** Two relays that join a loopback port of this host to the API server in its place; returns the URL of the near end. */
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

function newUser(name: string, ...groups: readonly string[]): User {
  return { token: crypto.randomUUID(), name, groups };
}

function url(address: string, port: number): string {
  return `https://${address.includes(":") ? `[${address}]` : address}:${port}`;
}
