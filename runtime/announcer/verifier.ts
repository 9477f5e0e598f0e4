/**
 * Checks that the holders answer for the addresses for which this node is a standby.
 *
 * @module
 */

import type { Asked } from "../../functions/model/announcing/liveness/probe.ts";
import type { HoldingEntry } from "../../functions/model/announcing/heartbeat/heartbeat.ts";
import {
  asked,
  nextRoundAt,
  unverified,
  verify,
  type Verifying,
} from "../../functions/model/announcing/duties/verification.ts";

export class Verifier {
  #verification = unverified;
  #asked: readonly Asked[] = [];

  /** The probes to send. */
  get asked(): readonly Asked[] {
    return this.#asked;
  }

  /** The heartbeat entries for the addresses whose holders do not answer. */
  get missed(): readonly HoldingEntry[] {
    return [...this.#verification.missed].map((address) => ({ address, missed: true }));
  }

  /** Does one step; true if the probes or `missed` have changed. */
  turn(verifying: Verifying): boolean {
    const before = this.#verification;
    if (before.checks.size === 0 && verifying.now < nextRoundAt(before)) return false;
    const after = verify(before, verifying);
    this.#verification = after;
    this.#asked = asked(after, verifying);
    return !isSame(before.checks, after.checks) || !isSame(before.missed, after.missed);
  }
}

type Keys = ReadonlySet<string> | ReadonlyMap<string, unknown>;

function isSame(one: Keys, other: Keys): boolean {
  return one.size === other.size && [...one.keys()].every((each) => other.has(each));
}
