/**
 * From a pass to what the status page shows of it.
 *
 * @module
 */

import type { Desired } from "../desired.ts";
import { addressAnnounced } from "../election/announced.ts";
import type { Fault } from "../fault.ts";
import type { Observed } from "../observed.ts";
import { addressRows, conflictRows } from "./address_rows.ts";
import { nodeRows } from "./node_rows.ts";
import type { FailoverRow, FaultRow, PageState } from "./page_state.ts";
import { pendingRows } from "./pending_rows.ts";
import { sessionRows } from "./session_rows.ts";
import { poolRows, type UsageSamples } from "./pool_rows.ts";

/** What one pass cannot know. */
export interface History {
  /** The latest first. */
  readonly failovers: readonly FailoverRow[];
  /** How full the pools have been. */
  readonly samples: UsageSamples;
}

export function pageOf(observed: Observed, desired: Desired, { failovers, samples }: History): PageState {
  const announced = desired.elections.map(addressAnnounced);
  const addresses = addressRows(desired, announced);
  return {
    at: observed.now,
    pools: poolRows(desired, samples, observed.now),
    nodes: nodeRows(observed, desired.elections, addresses),
    addresses,
    pending: pendingRows(desired, announced),
    conflicts: conflictRows(desired.virtualIPs, observed.now),
    faults: desired.faults.map(faultRow),
    failovers,
    sessions: sessionRows(observed),
  };
}

function faultRow({ object: { kind, namespace, name }, field, reason, message, severity }: Fault): FaultRow {
  const object = `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
  return { key: `${object} ${field} ${reason} ${message}`, severity, object, field, reason, message };
}
