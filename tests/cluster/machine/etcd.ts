import { Daemon, type DaemonOptions } from "./daemon.ts";
import type { Program } from "./parts.ts";

/** An etcd and the URL of its clients. */
export interface Etcd {
  readonly daemon: Daemon;
  readonly url: string;
  /** Resolves when etcd accepts connections. */
  readonly ready: () => Promise<void>;
}

/**
 * Starts an etcd with its data and its unix socket in the folder. A unix socket needs no port, and can be reached from
 * every network namespace.
 */
export function startEtcd(program: Program, folder: string, options: Omit<DaemonOptions, "name">): Etcd {
  const socket = `${folder}/etcd.sock`;
  // With a single member no client uses the advertised URL, but etcd requires a host and a port.
  const nobody = "http://localhost:1";
  const flags = [
    `--data-dir=${folder}/etcd`,
    "--name=etcd",
    `--listen-client-urls=unix://${socket}`,
    `--advertise-client-urls=${nobody}`,
    `--listen-peer-urls=unix://${folder}/etcd-peers.sock`,
    `--initial-advertise-peer-urls=${nobody}`,
    `--initial-cluster=etcd=${nobody}`,
    "--unsafe-no-fsync",
    "--log-level=warn",
  ];
  const daemon = new Daemon([...program, ...flags], { ...options, name: "etcd" });
  return {
    daemon,
    url: `unix://${socket}`,
    ready: () => daemon.ready(() => Deno.stat(socket).then(() => true, () => false)),
  };
}
