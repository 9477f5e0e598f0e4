/**
 * Checks on the holders of the addresses that this node stands by for.
 *
 * @module
 */

import type { HoldingEntry } from "../../functions/model/announcing/heartbeat.ts";
import { homeLinks, subnetsOf } from "../../functions/model/announcing/home_links.ts";
import type { Asked, UsableLink } from "../../functions/model/announcing/situation.ts";
import { asked, unverified, verify, type Verifying } from "../../functions/model/announcing/verification.ts";

export interface Verified extends Pick<Verifying, "now" | "duties" | "probes"> {
  readonly links: readonly UsableLink[];
  readonly own: (node: string) => readonly Asked[];
}

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
  turn({ links, own, ...seen }: Verified): boolean {
    const before = this.#verification;
    if (before.checks.size === 0 && seen.now < before.nextAt) return false;
    const subnets = subnetsOf(links);
    const names = links.map(({ name }) => name);
    const home = (address: string): Asked[] => homeLinks(address, names, subnets).map((link) => ({ address, link }));
    const verifying: Verifying = { ...seen, home, own };
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
