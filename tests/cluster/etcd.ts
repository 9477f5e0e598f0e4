import { Daemon, type DaemonOptions } from "./daemon.ts";
import type { Program } from "./parts.ts";

/** An etcd and the URL of its clients. */
export interface Etcd {
  readonly daemon: Daemon;
  readonly url: string;
  /** Resolves when it takes connections. */
  readonly ready: () => Promise<void>;
}

/** Starts an etcd whose data and socket are in the folder: with a unix socket it needs no port and is reached from everywhere. */
export function startEtcd(program: Program, folder: string, options: Omit<DaemonOptions, "name">): Etcd {
  const socket = `${folder}/etcd.sock`;
  // Nobody follows an advertised URL of a single member, but etcd insists on a host and a port.
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
