/**
 * Passes that decide only the objects that have changed, and the objects that depend on them. Pure, except that they
 * remember the last pass. This memory reduces the cost of a pass, but never changes its result.
 *
 * Why: docs/adr/0026-a-pass-costs-what-has-changed.md
 *
 * @module
 */

import { decideBeside } from "../../functions/decide.ts";
import { readAside } from "../../functions/model/allocation/aside.ts";
import { readStandings, type Standings } from "../../functions/model/election/standings.ts";
import type { Observed } from "../../functions/model/observed.ts";
import type { Desired } from "../../functions/model/reporting/desired.ts";
import { KnownWorld, type WorldChange } from "./known_world.ts";
import { merged } from "./merged.ts";
import { Reach } from "./reach.ts";
import { type Restless, restlessIn } from "./restless.ts";
import { isSameConfiguration, isSameStandings } from "./same_configuration.ts";
import { SettledWorld } from "./settled_world.ts";

/** The part of the world that a pass has decided again. All other objects are desired as they are observed. */
export interface Part {
  readonly observed: Observed;
  readonly desired: Desired;
}

export interface PartialPass {
  /** The same result as that of `decide`. */
  readonly desired: Desired;
  readonly part: Part;
  /** True if the whole world was decided. */
  readonly isFull: boolean;
}

/** The last pass. */
interface Before {
  readonly observed: Observed;
  readonly desired: Desired;
  readonly standings: Standings;
  readonly known: KnownWorld;
  readonly settled: SettledWorld;
  readonly restless: Restless;
}

export class PartialPasses {
  #before: Before | undefined;

  decide(observed: Observed): PartialPass {
    const standings = readStandings(observed);
    const before = this.#before;
    return before === undefined || !isContinued(before, observed, standings)
      ? this.#full(observed, standings)
      : this.#partial(before, observed, standings);
  }

  /** Makes the next pass a full pass. */
  forget(): void {
    this.#before = undefined;
  }

  #full(observed: Observed, standings: Standings): PartialPass {
    const decided = decideBeside(observed);
    const { desired } = decided;
    const known = new KnownWorld();
    known.observe(observed);
    const settled = new SettledWorld(decided);
    this.#before = { observed, desired, standings, known, settled, restless: restlessIn(observed, decided) };
    return { desired, part: { observed, desired }, isFull: true };
  }

  #partial(before: Before, observed: Observed, standings: Standings): PartialPass {
    const { known, settled } = before;
    // If this pass throws, the next pass is a full pass.
    this.#before = undefined;
    const change = known.observe(observed);
    const reach = reachOf(change, before, observed);
    const forgotten = new Set<string>();
    while (true) {
      for (const { name } of settled.forget(reach.services, reach.addresses)) forgotten.add(name);
      const part = known.part(observed, reach.services, reach.virtualIPs);
      if (!isSameAside(part, settled)) return this.#full(observed, standings);
      const decided = decideBeside(part, settled.rest);
      settled.add(decided);
      const missing = decided.election.missing.flatMap(({ claimants }) => claimants);
      for (const { key } of missing) reach.addService(key);
      if (missing.length > 0) continue;
      const desired = merged(before.desired, decided, { part, change, reach, forgotten });
      this.#before = { observed, desired, standings, known, settled, restless: restlessIn(part, decided) };
      return { desired, part: { observed: part, desired: decided.desired }, isFull: false };
    }
  }
}

/** True if a partial pass is possible. With `settings.assume` it is not, since assumptions depend on whole lists. */
function isContinued(before: Before, observed: Observed, standings: Standings): boolean {
  return observed.settings.assume === undefined && observed.now >= before.observed.now &&
    isSameStandings(before.standings.nodes, standings.nodes) && isSameConfiguration(before.observed, observed);
}

function reachOf(
  change: WorldChange,
  { known, settled, restless, observed: { rivals } }: Before,
  observed: Observed,
): Reach {
  const reach = new Reach(known, settled);
  const rivalled = [...Object.keys(rivals ?? {}), ...Object.keys(observed.rivals ?? {})];
  for (const key of [...change.services, ...restless.services, ...rivalled]) reach.addService(key);
  for (const virtualIP of change.virtualIPs) reach.addVirtualIP(virtualIP);
  for (const name of restless.virtualIPs) {
    const virtualIP = known.virtualIPs.get(name);
    if (virtualIP !== undefined) reach.addVirtualIP(virtualIP);
  }
  return reach;
}

/**
 * True if the same addresses are put aside as in the last pass. The part contains all VirtualIPs that are put aside.
 */
function isSameAside({ virtualIPs, now }: Observed, { rest: { inventory: { aside } } }: SettledWorld): boolean {
  const present = readAside(virtualIPs, now);
  return present.size === aside.size && [...present].every(([text, { until }]) => aside.get(text)?.until === until);
}
