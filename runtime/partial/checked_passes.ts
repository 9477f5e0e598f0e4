/**
 * Runs partial passes, and sometimes a full pass that checks their decisions. Pure, except that it remembers the last
 * pass.
 *
 * Why: docs/adr/0026-a-pass-costs-what-has-changed.md
 *
 * @module
 */

import { keyOf, type KubernetesObject } from "../../functions/model/kubernetes.ts";
import type { Observed } from "../../functions/model/observed.ts";
import { decisionsOf } from "../../functions/model/questions/decisions.ts";
import type { Desired } from "../../functions/model/reporting/desired.ts";
import { isEqual } from "../store/merge_patch.ts";
import { type PartialPass, PartialPasses } from "./partial_passes.ts";

/** After this time without a full pass, a full pass follows the next partial pass that has no Service to decide. */
const checkMs = 10 * 60_000;

/** After this time without a full pass, a full pass follows any partial pass. */
const latestCheckMs = 2 * checkMs;

export interface CheckedPass extends PartialPass {
  /** The first decision that the full pass makes differently; absent if there is none, or if there was no full pass. */
  readonly difference?: string;
}

export class CheckedPasses {
  readonly #passes = new PartialPasses();
  #fullAt = -Infinity;

  decide(observed: Observed): CheckedPass {
    const pass = this.#passes.decide(observed);
    const sinceFull = observed.now - this.#fullAt;
    if (pass.isFull) this.#fullAt = observed.now;
    const isIdle = pass.part.observed.services.length === 0;
    if (pass.isFull || sinceFull < checkMs || (sinceFull < latestCheckMs && !isIdle)) return pass;
    this.#passes.forget();
    const full = this.#passes.decide(observed);
    this.#fullAt = observed.now;
    const difference = differenceBetween(pass.desired, full.desired);
    return { ...full, ...(difference !== undefined && { difference }) };
  }
}

/** The first difference between two decisions on the same world; undefined if there is none. Exported for its test. */
export function differenceBetween(partial: Desired, full: Desired): string | undefined {
  const [mine, other] = [decisionsOf(partial), decisionsOf(full)];
  for (const subject of new Set([...mine.keys(), ...other.keys()])) {
    const [one, two] = [mine.get(subject) ?? "nothing", other.get(subject) ?? "nothing"];
    if (one !== two) return `${subject}: ${one}; the full pass: ${two}`;
  }
  return differingObject(partial.services, full.services) ?? differingObject(partial.virtualIPs, full.virtualIPs) ??
    differingObject(partial.l2Statuses, full.l2Statuses) ?? differingObject(partial.bgpStatuses, full.bgpStatuses) ??
    differingObject(partial.pools, full.pools);
}

function differingObject(partial: readonly KubernetesObject[], full: readonly KubernetesObject[]): string | undefined {
  const others = new Map(full.map((object) => [keyOf(object), object]));
  const differing = partial.find((object) => !isEqual(object, others.get(keyOf(object))));
  if (differing !== undefined) return `${differing.kind} ${keyOf(differing)}`;
  return partial.length === full.length ? undefined : `${full.length} objects; the partial pass has ${partial.length}`;
}
