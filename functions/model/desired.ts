/**
 * All that one pass decides.
 *
 * @module
 */

import type { Reported } from "../report.ts";
import type { Allocation } from "./allocation/allocation.ts";
import type { VirtualIP } from "./crds.ts";
import type { Election } from "./election/election.ts";
import type { Fault } from "./fault.ts";

/**
 * Objects as they should be. Each that need not change is the observed object itself, so that a difference is `!==`.
 *
 * Owned, so that one that is observed and not here is to be deleted: `virtualIPs`, `l2Statuses`, `bgpStatuses`.
 */
export interface Desired extends Reported {
  /** The spec and the annotation `arpeggio.dev/moved` are as they should be; the status is as it was observed. */
  readonly virtualIPs: readonly VirtualIP[];
  /** Why: one for each Service, and one for each address. */
  readonly allocations: readonly Allocation[];
  readonly elections: readonly Election[];
  readonly faults: readonly Fault[];
  /** When time alone may change the answer. */
  readonly resyncAfterSeconds?: number;
}
