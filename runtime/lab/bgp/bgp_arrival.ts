/**
 * The first half of a BGP tour: from an empty lab to an address for which the router has one next hop per node.
 *
 * @module
 */

import { epochMs, type HttpAnswered, type RouteHeard } from "../client/events.ts";
import { bgpGround, bgpService } from "../example/bgp.ts";
import { nodeFiles, plannedAddress } from "../planned_address.ts";
import type { Recording } from "../stage/recording.ts";
import { dim } from "../../ground/terminal.ts";
import { check, fact, ms, part, rounded, showManifest, TourEnded } from "../tour/narration.ts";
import type { BGPLab } from "./bgp_lab.ts";
import type { BGPFindings } from "./bgp_result.ts";

export interface BGPScene {
  readonly bgp: BGPLab;
  readonly address: string;
  /** The next hops of the router's route to the address. */
  readonly routes: Recording<RouteHeard>;
  /** The client's HTTP requests to the address, one every 20 ms, each on a new connection. */
  readonly http: Recording<HttpAnswered>;
}

const patienceMs = 20_000;

export async function arriveByBGP(bgp: BGPLab, findings: BGPFindings): Promise<BGPScene> {
  const { lab } = bgp;
  const names = lab.nodes.map(({ name }) => name);
  part("The cluster is a folder of manifests. These are in it:");
  const files = { ...bgpGround, ...bgpService };
  Object.values(files).forEach(showManifest);
  fact(dim(`and a Node with an nginx Pod for each of ${names.join(", ")}`));

  part("Before anything runs, the decision functions alone say what will happen:");
  const address = await plannedAddress({ ...files, ...nodeFiles(lab) });
  if (address === undefined) throw new TourEnded("the plan gives the Service no address");
  fact(`the Service default/nginx gets ${address}, and every node announces it to the router`);
  findings.address = address;

  part("The programs start: a controller, and on each node an announcer beside an FRR.");
  const started = epochMs();
  const routes = bgp.watchRoutes([address]);
  lab.apply(bgpGround);
  lab.startController();
  for (const node of lab.nodes) node.startAnnouncer();
  await sessionsUp(bgp);
  fact(`every node has a session with the router after ${ms(epochMs() - started)}`);

  part("The Service is created.");
  const created = epochMs();
  lab.apply(bgpService);
  const first = await routes.first(({ nextHops }) => nextHops.length > 0, { since: created, withinMs: patienceMs });
  if (first === undefined) throw new TourEnded(`the router has no route to ${address}`);
  findings.route_ms = rounded(first.at - created);
  const all = await routes.first(({ nextHops }) => nextHops.length === names.length, {
    since: created,
    withinMs: patienceMs,
  });
  const last = routes.events.at(-1)?.nextHops ?? [];
  findings.next_hops = last.length;
  findings.all_routes_ms = all === undefined ? null : rounded(all.at - created);
  check(
    all !== undefined,
    `the router has a route to ${address} after ${ms(first.at - created)}, and ${last.length} of ${names.length} ` +
      `next hops${all === undefined ? "" : ` after ${ms(all.at - created)}`}:`,
  );
  await showRoutes(bgp, address);
  return { bgp, address, routes, http: await serveByAll(bgp, address, findings) };
}

/** Waits until the Leases of all nodes report their session as up. */
async function sessionsUp({ lab }: BGPLab): Promise<void> {
  for (const { name } of lab.nodes) {
    const lease = await lab.objects.first(({ kind, key, object }) => {
      const said = object?.metadata.annotations?.["arpeggio.dev/bgp"] ?? "";
      return kind === "Lease" && key.endsWith(`/arpeggio-announcer-${name}`) && said.includes('"sessions":["router"]');
    }, { withinMs: patienceMs });
    if (lease === undefined) throw new TourEnded(`${name} has no session with the router`);
  }
}

/** Prints the router's own view of the routes to the address. */
export async function showRoutes({ router }: BGPLab, address: string): Promise<void> {
  const shown = await router.host.run("ip", ["route", "show", address]);
  for (const line of shown.trimEnd().split("\n")) fact(dim(`  ${line.trim().replaceAll("\t", "  ")}`));
}

async function serveByAll(
  { lab }: BGPLab,
  address: string,
  findings: BGPFindings,
): Promise<Recording<HttpAnswered>> {
  const http = lab.watch("watch-http", lab.client, [address]);
  const served = new Map<string, number>();
  const everybody = await http.first((answer) => {
    if (answer.ok) served.set(answer.by, (served.get(answer.by) ?? 0) + 1);
    return served.size === lab.nodes.length;
  }, { withinMs: patienceMs });
  const counts = [...served].sort().map(([node, count]) => `${node} ${count}`).join(", ");
  findings.http_ok = check(
    everybody !== undefined,
    served.size === 0
      ? `http://${address}/ has no answer`
      : `http://${address}/ is served by ${served.size} of ${lab.nodes.length} nodes: ${counts}`,
  );
  return http;
}
