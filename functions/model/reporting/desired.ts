/**
 * The result of one pass: what it decides, and the objects that report the decisions.
 *
 * @module
 */

import type { Reported } from "./reported.ts";
import type { Allocation } from "../allocation/allocation.ts";
import type { Configuration } from "../configuration/configuration.ts";
import type { VirtualIP } from "../crds.ts";
import type { Election } from "../election/election.ts";
import type { Fault } from "../fault.ts";

/** What a pass decides. */
export interface Decision {
  /** Each with the desired spec and annotation `arpeggio.dev/moved`, and with the observed status. */
  readonly virtualIPs: readonly VirtualIP[];
  /** The decisions behind the objects: one allocation for each Service, and one election for each address. */
  readonly allocations: readonly Allocation[];
  readonly elections: readonly Election[];
  readonly faults: readonly Fault[];
  /** The configuration that was read for the decisions. */
  readonly configuration: Configuration;
  /** After this many seconds, the result may change although no object has changed; absent: it does not. */
  readonly resyncAfterSeconds?: number;
}

/**
 * The desired objects. If an object need not change, the entry is the observed object itself, so `!==` finds the
 * changed ones. The controller deletes observed objects that are missing in `virtualIPs`, `l2Statuses` or
 * `bgpStatuses`.
 */
export interface Desired extends Reported, Decision {}
