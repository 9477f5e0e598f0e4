/**
 * `arpeggio controller`: assigns addresses, plans their announcement, and writes the decisions.
 *
 * @module
 */

import { Command, InvalidArgumentError, Option } from "commander";
import { defaultSettings } from "../../../functions/model/observed.ts";
import { runController } from "../../controller/run_controller.ts";
import { type LogLevel, logLevels } from "../../ground/log.ts";
import { pagePlace, usualPage } from "../options/page_place.ts";
import type { PagePlace } from "../../controller/options.ts";
import type { ListenAddress } from "../../ground/http/listen.ts";
import { docsURL } from "../options/docs_url.ts";
import { listenAddress } from "../options/listen_address.ts";
import { placeOf } from "../options/place.ts";

interface ControllerArguments {
  readonly kubeconfig?: string;
  readonly folder?: string;
  readonly namespace: string;
  readonly lbClass?: string;
  readonly rebalanceAfter: number | "never";
  readonly ignoreExcludeLb?: true;
  readonly bgpPasswords?: string;
  readonly metrics?: ListenAddress;
  readonly page?: PagePlace | "off";
  readonly docs?: string;
  readonly record?: string;
  readonly recordSize: number;
  readonly logLevel: LogLevel;
}

export function command(): Command {
  return new Command("controller")
    .description("The controller: assigns addresses, and plans which node announces each of them")
    .option("--kubeconfig <file>", "the kubeconfig of the cluster; not needed in a Pod")
    .option("--folder <dir>", "read and write a folder of YAML instead of a cluster")
    .option("--namespace <name>", "the namespace of pools and advertisements", defaultSettings.namespace)
    .option("--lb-class <class>", "serve Services of this class only; by default Services without a class")
    .option(
      "--rebalance-after <seconds>",
      'move addresses to a node after it has been up for this time, or "never"',
      stability,
      300,
    )
    .option("--ignore-exclude-lb", "also announce from nodes that a label excludes from load balancers")
    .option("--bgp-passwords <role>", "keep in this Role the names of the Secrets that BGPPeers name")
    .option("--metrics <host:port>", "serve /metrics, /healthz and /readyz there; by default nowhere", listenAddress)
    .option("--page <host:port>", 'serve the status page there, or "off"; by default on 127.0.0.1:7475', pagePlace)
    .option(
      "--docs <url>",
      "the URL under which this project's folder docs is published; the page links to it",
      docsURL,
    )
    .option("--record <file>", "record every pass, for arpeggio replay; passwords are left out")
    .option(
      "--record-size <MiB>",
      "start another file when this one has this size, and keep the previous one",
      mebibytes,
      64,
    )
    .addOption(new Option("--log-level <level>", "how much to log").choices(logLevels).default("info"))
    .action(async (options: ControllerArguments) => {
      await runController({
        place: placeOf(options),
        settings: {
          namespace: options.namespace,
          ...(options.lbClass !== undefined && { loadBalancerClass: options.lbClass }),
          rebalanceAfterSeconds: options.rebalanceAfter,
          ignoreExcludeLabel: options.ignoreExcludeLb ?? false,
          ...(options.folder !== undefined && { assume: "live" }),
        },
        logLevel: options.logLevel,
        ...(options.bgpPasswords !== undefined && { passwordRole: options.bgpPasswords }),
        ...(options.page !== "off" && { page: options.page ?? usualPage }),
        ...(options.docs !== undefined && { docs: options.docs }),
        ...(options.record !== undefined &&
          { record: { path: options.record, mostBytes: options.recordSize * 2 ** 20 } }),
        ...(options.metrics !== undefined && { metrics: options.metrics }),
      });
    });
}

function mebibytes(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError("not a positive number");
  return value;
}

function stability(text: string): number | "never" {
  if (text === "never") return text;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError('not a number of seconds, nor "never"');
  return value;
}
