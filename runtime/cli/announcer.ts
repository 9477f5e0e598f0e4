/**
 * `arpeggio announcer`: answers on the wire for one node.
 *
 * @module
 */

import { Command, InvalidArgumentError, Option } from "commander";
import { runAnnouncer, type RunOptions } from "../announcer/run_announcer.ts";
import { defaultSettings } from "../../functions/model/observed.ts";
import { defaultExclusions } from "../../functions/model/wire/link.ts";
import { logLevels } from "../log.ts";
import { listenAddress } from "./listen_address.ts";
import { placeOf } from "./place.ts";

type AnnouncerArguments = Omit<RunOptions, "place"> & { readonly folder?: string; readonly kubeconfig?: string };

export function command(): Command {
  return new Command("announcer")
    .description("The announcer of one node: answers ARP and NDP for the addresses that the plan gives it")
    .requiredOption("--node-name <name>", "this node, as Kubernetes names it")
    .option("--kubeconfig <file>", "how to reach the cluster; in a pod nothing is needed")
    .option("--folder <dir>", "read and write a folder of YAML instead of a cluster")
    .option("--namespace <name>", "where the Leases are", defaultSettings.namespace)
    .option("--heartbeat-key <file>", "the secret that the announcers share: any bytes, the same on every node")
    .option("--heartbeat-port <port>", "UDP", port, 7474)
    .option("--refresh <seconds>", "between gratuitous frames for an established address; 0: none", seconds, 60)
    .option("--exclude-interfaces <regex...>", "interfaces never to answer on", [...defaultExclusions])
    .option("--bgp", "speak BGP, too, through FRR")
    .option("--frr-sockets <dir>", "with --bgp: where FRR's daemons take commands", "/var/run/frr")
    .option("--frr-conf <file>", "with --bgp: keep here what FRR is to start with, so that it waits for nobody")
    .option("--ignore-exclude-lb", "announce by BGP also where the node is labelled to be left out of load balancing")
    .option("--state-dir <dir>", "keep the last plan here, for a start without the API server")
    .option("--metrics <host:port>", "serve /metrics, /healthz and /readyz there; by default nowhere", listenAddress)
    .addOption(new Option("--log-level <level>", "how much to log").choices(logLevels).default("info"))
    .action((options: AnnouncerArguments) => runAnnouncer({ ...options, place: placeOf(options) }));
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65535) throw new InvalidArgumentError("not a port: 1 to 65535");
  return value;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError("not a number of seconds");
  return value;
}
