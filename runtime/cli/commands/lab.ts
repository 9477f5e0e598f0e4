/**
 * `arpeggio lab`: builds a LAN on this machine, with an address that moves when its node dies.
 *
 * @module
 */

import { Command, InvalidArgumentError, Option } from "commander";
import { echoPort, httpPort, serveBackend } from "../../lab/stage/backend.ts";
import { floodArp } from "../../lab/client/arp_flood.ts";
import { watchConnection } from "../../lab/client/connection_watch.ts";
import { watchHttp } from "../../lab/client/http_watch.ts";
import { watchNeighbors } from "../../lab/client/neighbor_watch.ts";
import { watchRoutes } from "../../lab/client/route_watch.ts";
import { watchObjects } from "../../lab/client/object_watch.ts";
import { type LabArguments, runLab } from "./run_lab.ts";

export function command(): Command {
  const lab = new Command("lab")
    .description(
      "A LAN inside this machine: an address, its ARP answers, HTTP through it, failovers",
    )
    .usage("[options]")
    .option("--once", "no prompt; exit code 0 only if every step succeeded; the last line is one JSON object")
    .option("--bgp", "with a router: every node announces by BGP, instead of one on layer 2 (needs FRR and root)")
    .addOption(
      new Option("--load-sharing", "all nodes share the hosts of an address, over links of a limited rate (needs tc)")
        .conflicts("bgp"),
    )
    .option("--nodes <n>", "how many nodes", nodeCount, 3)
    .action((options: LabArguments) => runLab(options));
  for (const part of parts()) lab.addCommand(part, { hidden: true });
  return lab;
}

/** The hidden commands that run on the hosts of a lab. */
function parts(): readonly Command[] {
  const every = ["--every-ms <ms>", "between two questions"] as const;
  return [
    new Command("serve")
      .argument("<name>")
      .description("answer HTTP with a name, and echo")
      .action((name: string) => serveBackend(name)),
    new Command("watch-neighbors")
      .argument("<address...>")
      .option("--interface <name>", "where to ask", "eth0")
      .option(...every, positive, 10)
      .description("ask by ARP or NDP which host has an address, and write down each answer")
      .action((addresses: string[], options) => watchNeighbors(addresses, options)),
    new Command("watch-http")
      .argument("<address>")
      .option("--port <port>", "TCP", positive, httpPort)
      .option(...every, positive, 20)
      .option("--patience-ms <ms>", "how long to wait for an answer", positive, 1000)
      .description("send HTTP requests, and write down each answer or failure")
      .action((address: string, options) => watchHttp(address, options)),
    new Command("watch-routes")
      .argument("[address...]")
      .description("write down the kernel's BGP routes to addresses")
      .action((addresses: string[]) => watchRoutes(addresses)),
    new Command("watch-connection")
      .argument("<address>")
      .option("--port <port>", "TCP", positive, echoPort)
      .option(...every, positive, 20)
      .description("keep one connection in use, and write down whether it stays open")
      .action((address: string, options) => watchConnection(address, options)),
    new Command("flood-arp")
      .option("--interface <name>", "where to send", "eth0")
      .option("--per-second <n>", "how many requests", positive, 20_000)
      .description("ask for addresses that nobody has")
      .action((options) => floodArp(options)),
    new Command("watch-objects")
      .argument("<folder>")
      .description("write down every change of Services, VirtualIPs and Leases")
      .action((folder: string) => watchObjects(folder)),
  ];
}

/**
 * The number of nodes: at least 2, since a single node has no standby, and at most 50, since more do not fit on one
 * machine.
 */
function nodeCount(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 2 || value > 50) throw new InvalidArgumentError("not a number from 2 to 50");
  return value;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("not a positive number");
  return value;
}
