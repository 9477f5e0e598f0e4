/**
 * Makes the state of the status page from a pass.
 *
 * @module
 */

import { failingProxiesOf, readAnnouncers, twinsOf, unheardOf } from "../model/election/announcers.ts";
import type { Desired } from "../model/reporting/desired.ts";
import { missingAnnouncers } from "../model/election/missing_announcers.ts";
import { fallenSilent } from "../model/election/fallen_silent.ts";
import type { Fault } from "../model/fault.ts";
import type { Instant } from "../model/kubernetes.ts";
import type { Observed } from "../model/observed.ts";
import { leaseFaults } from "../model/preflight/lease_flaws.ts";
import { addressRows, conflictRows, type RowMaker, rowOfElection } from "./address_rows.ts";
import { nodeRows } from "./node_rows.ts";
import type { AddressRow, FaultRow, PageState, TimelineRow } from "./page_state.ts";
import { pendingRows } from "./pending_rows.ts";
import { sessionRows } from "./session_rows.ts";
import { troubleRows } from "./trouble_rows.ts";
import { poolRows, type UsageSamples } from "./pool_rows.ts";

/** Facts from earlier passes. */
export interface History {
  /** The latest first. */
  readonly timeline: readonly TimelineRow[];
  /** The number of addresses in use, pool by pool, in earlier passes. */
  readonly samples: UsageSamples;
}

/** @param rowOf a maker of rows that may remember the rows of earlier passes */
export function pageOf(
  observed: Observed,
  desired: Desired,
  { timeline, samples }: History,
  rowOf: RowMaker = rowOfElection,
): PageState {
  const silent = fallenSilent(observed);
  const made = addressRows(desired, rowOf);
  const announced = made.map((each) => each.announced);
  const addresses = withoutSilent(made.map(({ row }) => row), silent);
  const nodes = nodeRows(observed, { elections: desired.elections, addresses, silent });
  const nodeNames = new Set(observed.nodes.map(({ metadata: { name } }) => name));
  const announcers = readAnnouncers(observed.leases, observed.now, observed.followedSince);
  const [unheard, twins] = [unheardOf(announcers, silent), twinsOf(announcers)];
  const proxies = failingProxiesOf(announcers);
  const missing = nodes.some(({ announcer }) => announcer === "none")
    ? missingAnnouncers(observed, desired.configuration)
    : new Set<string>();
  const sessions = sessionRows(observed, desired.configuration);
  return {
    at: observed.now,
    pools: poolRows(desired, samples, observed.now),
    nodes,
    addresses,
    troubles: troubleRows({
      now: observed.now,
      nodeNames,
      nodes,
      missing,
      unheard,
      proxies,
      twins,
      desired,
      timeline,
      sessions,
    }),
    pending: pendingRows(desired, announced),
    conflicts: conflictRows(desired.virtualIPs, observed.now),
    faults: [...desired.faults, ...leaseFaults(observed)].map(faultRow),
    timeline,
    sessions,
  };
}

/** Removes silent nodes from the standbys of the rows, and from the nodes that share an address. */
function withoutSilent(rows: readonly AddressRow[], silent: ReadonlyMap<string, Instant>): readonly AddressRow[] {
  if (silent.size === 0) return rows;
  const isHeard = (node: string): boolean => !silent.has(node);
  return rows.map((row) => {
    if (row.standbys.every(isHeard) && row.sharers?.every(isHeard) !== false) return row;
    return {
      ...row,
      standbys: row.standbys.filter(isHeard),
      ...(row.sharers !== undefined && { sharers: row.sharers.filter(isHeard) }),
    };
  });
}

export function faultRow({ object: { kind, namespace, name }, field, reason, message, severity }: Fault): FaultRow {
  const object = `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
  return { key: `${object} ${field} ${reason} ${message}`, severity, object, field, reason, message };
}
