/**
 * A plan as text, for readers without prior knowledge.
 *
 * @module
 */

import { counted } from "../../../functions/model/counted.ts";
import type { Desired } from "../../../functions/model/reporting/desired.ts";
import { nodeList } from "../../../functions/model/election/announcement_messages.ts";
import type { Election } from "../../../functions/model/election/election.ts";
import type { Fault } from "../../../functions/model/fault.ts";
import type { Observed } from "../../../functions/model/observed.ts";
import { countsIn } from "../../../functions/model/pools/namespace_flaws.ts";
import type { AddressChange } from "../../../functions/model/questions/address_changes.ts";
import { addressChangeTable } from "./address_changes.ts";
import { readText } from "./read_text.ts";
import { faultLine, type PlaceOf } from "../../reading/fault_lines.ts";
import { textTable } from "../../ground/text_table.ts";
import { sentence } from "../../ground/wrap.ts";

/** The observed world of a plan, and its faults. */
export interface PlanSource {
  readonly observed: Observed;
  /** By kind: how many objects were read from manifests. */
  readonly kinds: ReadonlyMap<string, number>;
  readonly faults: readonly Fault[];
  readonly placeOf: PlaceOf;
  /** Addresses in use that the plan would change. */
  readonly changes: readonly AddressChange[];
  /** True: the cluster has no announcer's Lease, and the plan assumes an announcer on every node. */
  readonly isAssumed: boolean;
}

export const assumedAnnouncers =
  "There is no announcer's Lease in this cluster: the plan assumes a live announcer on every node.";

/**
 * For each address, in use or planned: its pool, its Services, the announcing node and the standbys. For each missing
 * part: the cause and the cure.
 *
 * @param width how wide tables may be, in columns
 */
export function planTable(
  desired: Desired,
  { observed, kinds, faults, placeOf, changes, isAssumed }: PlanSource,
  width: number,
): readonly string[] {
  const { allocations, elections, virtualIPs } = desired;
  const orders = new Map(virtualIPs.map(({ spec }) => [spec.address, spec.l2?.order ?? []]));
  const isBGP = elections.some(({ bgp }) => bgp !== undefined);
  const rows = elections.map((election) => {
    const [owner, ...standbys] = orders.get(election.address) ?? [];
    const services = election.claimants.map(({ key }) => key).join(", ");
    const interfaces = owner?.interfaces === undefined ? "" : ` (${owner.interfaces.join(", ")})`;
    const node = owner === undefined ? "-" : owner.node + interfaces;
    return [
      election.address,
      election.pool ?? "-",
      services,
      node,
      standbys.map((each) => each.node).join(", ") || "-",
      ...(isBGP ? [bgpOf(election)] : []),
    ];
  });
  const titles = ["ADDRESS", "POOL", "SERVICES", "NODE", "STANDBY", ...(isBGP ? ["BGP"] : [])];
  const waiting = allocations.filter(({ addresses }) => addresses.length === 0);
  const short = allocations.filter(({ notGranted }) => notGranted !== undefined);
  return [
    ...sentence(summary(desired, observed, faults), width),
    ...isAssumed && elections.length > 0 ? sentence(assumedAnnouncers, width) : [],
    ...allocations.length > 0 || kinds.size === 0 ? [] : sentence(readText(kinds), width),
    ...section(
      rows.length === 0 ? [] : textTable([titles, ...rows], { width, spare: ["POOL", "STANDBY", "BGP", "SERVICES"] }),
    ),
    ...section(
      changes.length === 0 ? [] : [...sentence("Addresses that change:", width), ...addressChangeTable(changes, width)],
    ),
    ...section(reasons(
      "Without an address:",
      waiting.map(({ service, verdict }) => ({ subject: service, ...verdict })),
      width,
    )),
    ...section(reasons(
      "With an address, but not all that is asked for:",
      short.map(({ service, verdict }) => ({ subject: service, ...verdict })),
      width,
    )),
    ...section(reasons("Not on the network:", silent(elections), width)),
    ...section(
      faults.length === 0
        ? []
        : ["Faults:", ...faults.flatMap((fault) => sentence(`  ${faultLine(fault, placeOf)}`, width))],
    ),
  ];
}

function summary(
  { allocations, elections }: Desired,
  { pools, nodes, settings: { namespace } }: Observed,
  faults: readonly Fault[],
): string {
  const served = allocations.filter(({ addresses }) => addresses.length > 0).length;
  if (allocations.length === 0) {
    return faults.some(({ object, severity }) => object.kind === "Service" && severity === "error")
      ? "No Service of type LoadBalancer could be read."
      : "There is no Service of type LoadBalancer to give an address to.";
  }
  const silentOnes = silent(elections).length;
  const own = pools.filter((pool) => countsIn(namespace, pool)).length;
  return `${served} of ${counted(allocations.length, "Service")} of type LoadBalancer ${
    served === 1 ? "has" : "have"
  } an ` +
    `address, from ${counted(own, "pool")} and for ${counted(nodes.length, "node")}` +
    `${
      silentOnes === 0 ? "" : `; nobody announces ${counted(silentOnes, "address")}`
    }. This is a plan: nothing is written.`;
}

/** The announcing nodes and their peers. */
function bgpOf({ bgp }: Election): string {
  if (bgp === undefined || bgp.speakers.length === 0) return "-";
  const peers = [...new Set(bgp.speakers.flatMap((each) => each.peers))].sort();
  return `${nodeList(bgp.speakers.map(({ node }) => node))} to ${peers.join(", ")}`;
}

function silent(elections: readonly Election[]): readonly Reasoned[] {
  return elections.filter(({ verdict }) => verdict.reason !== "Pending")
    .map(({ address, verdict }) => ({ subject: address, ...verdict }));
}

interface Reasoned {
  readonly subject: string;
  readonly reason: string;
  readonly message: string;
}

function reasons(title: string, items: readonly Reasoned[], width: number): readonly string[] {
  if (items.length === 0) return [];
  return [
    ...sentence(title, width),
    ...textTable(items.map(({ subject, reason, message }) => [`  ${subject}`, reason, message]), { width }),
  ];
}

function section(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", ...lines];
}
