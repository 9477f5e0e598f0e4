/**
 * Checks on the holders of the addresses that this node stands by for.
 *
 * @module
 */

import type { HoldingEntry } from "../../functions/model/announcing/heartbeat.ts";
import type { Asked } from "../../functions/model/announcing/situation.ts";
import { asked, unverified, verify, type Verifying } from "../../functions/model/announcing/verification.ts";

export class Verifier {
  #verification = unverified;
  #asked: readonly Asked[] = [];

  /** What is to be asked for. */
  get asked(): readonly Asked[] {
    return this.#asked;
  }

  /** What the peers are to be told. */
  get missed(): readonly HoldingEntry[] {
    return [...this.#verification.missed].map((address) => ({ address, missed: true }));
  }

  /** One step; tells whether something else is to be asked for, or told. */
  turn(verifying: Verifying): boolean {
    const before = this.#verification;
    if (before.checks.size === 0 && verifying.now < before.nextAt) return false;
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
