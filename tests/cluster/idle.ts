/**
 * What is written to an API server while nothing happens.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { ApiRequest } from "./audit.ts";
import type { Cluster } from "./cluster.ts";

const components = "system:serviceaccount:metallb-system:";
const quietMs = 5_000;

/** Waits until for five seconds the components under test have written nothing but Leases; for two minutes at most. */
export async function untilQuiet(cluster: Cluster): Promise<void> {
  const deadline = Date.now() + 120_000;
  for (;;) {
    const others = (await writesSince(cluster, new Date(Date.now() - quietMs))).filter(isNoLease);
    if (others.length === 0) return;
    assert(Date.now() < deadline, `still writing after two minutes: ${JSON.stringify(others.slice(0, 10))}`);
    await pause(1_000);
  }
}

/** Lets time pass, and returns what the components under test have written meanwhile: Leases, and all else. */
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

async function writesSince(cluster: Cluster, since: Date): Promise<readonly ApiRequest[]> {
  return (await cluster.writes(since)).filter(({ user }) => user.startsWith(components));
}

function isNoLease({ resource }: ApiRequest): boolean {
  return resource !== "leases";
}

/** That nothing happens does not announce itself. */
function pause(ms: number): Promise<void> {
  return new Promise((wake) => setTimeout(wake, ms));
}
