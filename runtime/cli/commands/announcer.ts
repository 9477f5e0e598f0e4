/**
 * `arpeggio announcer`: announces addresses for one node.
 *
 * @module
 */

import { Command, InvalidArgumentError, Option } from "commander";
import { runAnnouncer, type RunOptions } from "../../announcer/run_announcer.ts";
import { beatMs, longestBeatMs, shortestBeatMs } from "../../../functions/model/announcing/timing.ts";
import { defaultSettings } from "../../../functions/model/observed.ts";
import { defaultExclusions } from "../../../functions/model/wire/eligible_links.ts";
import { causeOf } from "../../ground/cause.ts";
import { logLevels } from "../../ground/log.ts";
import { UsageError } from "../../ground/usage_error.ts";
import { listenAddress } from "../options/listen_address.ts";
import { placeOf } from "../options/place.ts";

interface AnnouncerArguments extends Omit<RunOptions, "place" | "excludeInterfaces"> {
  readonly folder?: string;
  readonly kubeconfig?: string;
  readonly excludeInterfaces: readonly string[];
}

export function command(): Command {
  return new Command("announcer")
    .description("The announcer of one node: answers ARP and NDP for the addresses that the plan assigns to it")
    .requiredOption("--node-name <name>", "the name of this node in Kubernetes")
    .option("--kubeconfig <file>", "the kubeconfig of the cluster; not needed in a Pod")
    .option("--folder <dir>", "read and write a folder of YAML instead of a cluster")
    .option("--namespace <name>", "the namespace of the Leases", defaultSettings.namespace)
    .option(
      "--heartbeat-key <file>",
      "the key that all announcers share: any bytes, the same on every node; the keys in FILE.* are accepted too",
    )
    .option("--heartbeat-port <port>", "the UDP port of heartbeats", port, 7474)
    .option(
      "--beat <ms>",
      "the time between two heartbeats; peers notice a death 95 ms after a heartbeat was due, or later if the last ones were late",
      beat,
      beatMs,
    )
    .option("--refresh <seconds>", "the time between gratuitous frames for an address; 0: no frames", seconds, 60)
    .addOption(
      new Option("--exclude-interfaces <regex...>", "interfaces to ignore")
        .default([...defaultExclusions], "loopback, and those of containers and tunnels"),
    )
    .option("--bgp", "also announce by BGP, through FRR")
    .option("--frr-sockets <dir>", "with --bgp: the folder with the sockets of FRR's daemons", "/var/run/frr")
    .option("--frr-conf <file>", "with --bgp: keep FRR's configuration in this file, so that FRR starts with it")
    .option("--ignore-exclude-lb", "announce by BGP even if a label excludes the node from load balancers")
    .option("--state-dir <dir>", "keep the last plan here, for a start without the API server")
    .option(
      "--kube-proxy <host:port>",
      "ask kube-proxy there whether it is healthy, so that another node gets the addresses if it is not; by default nowhere",
      listenAddress,
    )
    .option("--metrics <host:port>", "serve /metrics, /healthz and /readyz there; by default nowhere", listenAddress)
    .addOption(new Option("--log-level <level>", "how much to log").choices(logLevels).default("info"))
    .action((options: AnnouncerArguments) => {
      const excludeInterfaces = options.excludeInterfaces.map(pattern);
      return runAnnouncer({ ...options, excludeInterfaces, place: placeOf(options) });
    });
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65535) throw new InvalidArgumentError("not a port: 1 to 65535");
  return value;
}

function beat(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= shortestBeatMs && value <= longestBeatMs) return value;
  throw new InvalidArgumentError(`not a time between heartbeats: ${shortestBeatMs} to ${longestBeatMs} ms`);
}

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError("not a number of seconds");
  return value;
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    const cause = causeOf(error).replace(/^Invalid regular expression: .*: /, "");
    throw new UsageError(
      `Cannot read --exclude-interfaces: ${JSON.stringify(text)} is no regular expression: ${cause}`,
    );
  }
}
