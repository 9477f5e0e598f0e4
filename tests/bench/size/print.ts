/**
 * Prints the tables of a cluster's size.
 *
 * @module
 */

import { figures } from "../figures.ts";
import { median } from "../percentile.ts";
import type { LeaseCost } from "./lease_cost.ts";
import type { Scene } from "./scene.ts";
import type { Size } from "./size.ts";
import { programs, type Uses } from "./uses.ts";

/** A VirtualIP concerns the eight nodes of its order, and the node that holds the address. */
const mostWatchers = 9;
/** With at most this many Services, a new one gets its address within 15 ms. */
const fewServices = 2_000;
/** The controller's memory rises and falls by some MB, so fewer Services show nothing. */
const fewestServices = 1_000;
/** Each node renews its Lease once in this time. */
const renewSeconds = 10;

export function printScene(scene: Scene): void {
  figures("Services a second in the churn", [scene.perSecond]);
  figures("address after create returned, ms", scene.created);
  figures("address after create was sent, ms", scene.sent);
  figures("new Services without an address", [scene.services - scene.created.length]);
  const { changes, bytes, broken } = scene.told;
  figures("watches told of a VirtualIP's change", [watchesTold(scene)]);
  figures("bytes sent for it, KB", [bytes / changes / 1_000]);
  figures("watches that the API server ended", [broken]);
  figures("writes of the components for a Service's life", [scene.writes / scene.services]);
  figures("API server's CPU for a Service's life, ms", [cpuOfLife(scene)]);
  for (const [when, uses] of [["at rest", scene.rest], ["in the churn", scene.churn]] as const) {
    for (const name of programs) {
      const use = uses[name];
      if (use === undefined) continue;
      figures(`${name}: memory ${when}, MB`, use.memory);
      figures("  the most", [use.most]);
      figures(`${name}: CPU ${when}, % of a core`, [use.cpu]);
    }
    figures(`API server's share of the CPU ${when}, %`, [shareOfApiServer(uses)]);
  }
}

export function printLeases({ peers, announcerMs, kubeletMs, watchKilobytes }: LeaseCost, { nodes }: Size): void {
  const all = peers.reduce((sum, each) => sum + each, 0);
  figures("peers of a node, whose Leases it watches", peers);
  figures("  of all nodes together", [all]);
  if (watchKilobytes.length > 0) {
    figures("API server's memory for a watch, KB", watchKilobytes);
    figures("  for all of them, MB", watchKilobytes.map((each) => each * all / 1_000));
  }
  figures("API server's CPU for a kubelet's renewal, ms", [kubeletMs]);
  figures("API server's CPU for an announcer's, ms", [announcerMs]);
  figures("  for all nodes, % of a core", [announcerMs * nodes / renewSeconds / 10]);
}

export interface Measured {
  readonly labelled: Scene;
  readonly unlabelled: Scene;
  readonly leases: LeaseCost;
  /** The controller before there were Services. */
  readonly empty: Uses;
  /** The memory of the announcer in a cluster with only its own VirtualIPs. */
  readonly alone: readonly number[];
}

/** The table of the limits. The bars hold for a cluster with labels. */
export function printLimits({ labelled, unlabelled, leases, empty, alone }: Measured, size: Size): void {
  const among = (scene: Scene): readonly number[] => scene.rest.announcer?.memory ?? [];
  figures(`announcer: memory with its ${size.own} VirtualIPs alone, MB`, alone);
  figures(`  among ${size.services}, % of that`, [median(among(labelled)) / median(alone) * 100], 110);
  figures("  the same without labels", [median(among(unlabelled)) / median(alone) * 100]);
  figures("watches told of a VirtualIP's change", [watchesTold(labelled)], mostWatchers);
  figures("  the same without labels", [watchesTold(unlabelled)]);
  figures("address after create returned, ms", labelled.created, size.services <= fewServices ? 15 : 50);
  figures("controller: a pass, mean, ms", [labelled.passMs], 50);
  if (size.services >= fewestServices) {
    figures("controller: memory, KB a Service", [kilobytesEach(labelled.rest, empty, size)], 6);
  }
  figures("controller: start to first pass, ms", [labelled.firstPassMs], 20_000);
  figures("the announcers' Leases, % of the kubelets'", [leases.announcerMs / leases.kubeletMs * 100], 100);
}

function watchesTold({ told: { events, changes } }: Scene): number {
  return events / changes;
}

/** The CPU time of the API server for one Service of the churn, in ms, without the share that it uses at rest. */
function cpuOfLife({ rest, churn, services }: Scene): number {
  const [before, during] = [rest["API server"], churn["API server"]];
  if (before === undefined || during === undefined) return NaN;
  return during.cpuSeconds * (1 - before.cpu / during.cpu) * 1_000 / services;
}

function kilobytesEach(rest: Uses, empty: Uses, { services }: Size): number {
  return (median(rest.controller?.memory ?? []) - median(empty.controller?.memory ?? [])) * 1_000 / services;
}

function shareOfApiServer(uses: Uses): number {
  const all = programs.reduce((sum, name) => sum + (uses[name]?.cpu ?? 0), 0);
  return (uses["API server"]?.cpu ?? NaN) / all * 100;
}
