/**
 * Reads which objects the components under test write while nothing happens.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { ApiRequest } from "./audit.ts";
import type { Cluster } from "./cluster.ts";

const components = "system:serviceaccount:metallb-system:";
const quietMs = 5_000;

/** Waits until the components under test have written only Leases for five seconds. Fails after two minutes. */
export async function untilQuiet(cluster: Cluster): Promise<void> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const others = (await writesSince(cluster, new Date(Date.now() - quietMs))).filter(isNoLease);
    if (others.length === 0) return;
    assert(Date.now() < deadline, `still writing after two minutes: ${JSON.stringify(others.slice(0, 10))}`);
    await pause(1_000);
  }
}

/**
 * Waits, and returns the writes of the components under test in that time: the number of Lease writes, and all other
 * writes.
 */
export async function writesDuring(
  cluster: Cluster,
  ms: number,
): Promise<{ readonly leases: number; readonly others: readonly ApiRequest[] }> {
  const from = new Date();
  await pause(ms);
  const writes = await writesSince(cluster, from);
  const others = writes.filter(isNoLease);
  return { leases: writes.length - others.length, others };
}

/** The writes of the components under test since that time. */
export async function writesSince(cluster: Cluster, since: Date): Promise<readonly ApiRequest[]> {
  return (await cluster.writes(since)).filter(({ user }) => user.startsWith(components));
}

export function isNoLease({ resource }: ApiRequest): boolean {
  return resource !== "leases";
}

/** A fixed wait, since no event reports that nothing happens. */
function pause(ms: number): Promise<void> {
  return new Promise((wake) => setTimeout(wake, ms));
}
