/**
 * Answers `arpeggio whatif`: the difference between the present plan and the plan after the supposed changes.
 *
 * Why: docs/adr/0013-questions-ask-the-functions.md
 *
 * @module
 */

import { decide, decisionOf } from "./decide.ts";
import { check } from "./check.ts";
import type { Fault } from "./model/fault.ts";
import { keyOf, type ObjectKey } from "./model/kubernetes.ts";
import type { Observed } from "./model/observed.ts";
import { withApplied, withRemoved } from "./model/questions/applied_objects.ts";
import { carriedOut } from "./model/questions/carried_out.ts";
import type { Change } from "./model/questions/change.ts";
import type { SupposedGone } from "./model/election/announcement_messages.ts";
import { changesBetween } from "./model/questions/changes.ts";
import { withNodesDown, withNodesDrained } from "./model/questions/lost_nodes.ts";
import type { Decision } from "./model/reporting/desired.ts";
import { shownFaults } from "./model/questions/shown_faults.ts";
import type { Supposition } from "./model/questions/supposition.ts";

export interface Supposed {
  /** The changes, the worst first. */
  readonly changes: readonly Change[];
  /** Faults that would exist after the supposed changes and do not exist now. */
  readonly faults: readonly Fault[];
  /** How many Services have an address now, and how many would have one then. */
  readonly served: { readonly now: number; readonly then: number };
}

/**
 * First carries out the present decision, so that changes that would happen anyway are not listed. Then applies the
 * supposed changes and decides again.
 */
export function suppose(observed: Observed, { down, drain, apply, remove }: Supposition): Supposed {
  const now = decide(observed);
  const world = carriedOut(observed, now);
  const applied = withRemoved(withApplied(world, apply), remove);
  const { decision: then } = decisionOf(withNodesDrained(withNodesDown(applied, new Set(down)), new Set(drain)));
  const gone: SupposedGone = new Map([
    ...drain.map((node) => [node, "drained"] as const),
    ...down.map((node) => [node, "down"] as const),
  ]);
  const given = new Set(apply.services.map(keyOf));
  const known = new Set(faultsIn(observed, now, given).map(faultText));
  return {
    changes: changesBetween(now, then, gone),
    faults: faultsIn(applied, then, given).filter((fault) => !known.has(faultText(fault))),
    served: { now: servedIn(now), then: servedIn(then) },
  };
}

/** @param given the Services whose faults count */
function faultsIn(
  { virtualIPs: _, services, ...world }: Observed,
  { configuration }: Decision,
  given: ReadonlySet<ObjectKey>,
): readonly Fault[] {
  return shownFaults(
    check({ ...world, services: services.filter((each) => given.has(keyOf(each))) }, configuration).faults,
  );
}

function servedIn({ allocations }: Pick<Decision, "allocations">): number {
  return allocations.filter(({ addresses }) => addresses.length > 0).length;
}

function faultText({ object: { kind, namespace, name }, field, message }: Fault): string {
  return `${kind} ${namespace}/${name} ${field} ${message}`;
}

if (import.meta.main) await (await import("../runtime/cli/standalone.ts")).standalone("suppose");
