/**
 * Merges the desired world of the last pass with the part that was decided again. Pure.
 *
 * @module
 */

import type { Decided } from "../../functions/decide.ts";
import type { ServiceBGPStatus, ServiceL2Status } from "../../functions/model/crds.ts";
import { keyOf, type ObjectKey } from "../../functions/model/kubernetes.ts";
import type { Observed } from "../../functions/model/observed.ts";
import type { Desired } from "../../functions/model/reporting/desired.ts";
import { serviceOfStatus, type WorldChange } from "./known_world.ts";
import type { Reach } from "./reach.ts";
import { replaced } from "./replaced.ts";

export interface Replacement {
  readonly part: Observed;
  readonly change: WorldChange;
  readonly reach: Reach;
  /** Names of the VirtualIPs whose former election is replaced. */
  readonly forgotten: ReadonlySet<string>;
}

export function merged(
  before: Desired,
  { desired, settlement: { serviceStates } }: Decided,
  { part, change, reach, forgotten }: Replacement,
): Desired {
  const gone = reach.services;
  const served = serviceStates.length;
  const virtualIPs = [
    ...forgotten,
    ...change.virtualIPs.map(({ metadata: { name } }) => name),
    ...part.virtualIPs.map(({ metadata: { name } }) => name),
  ];
  const { resyncAfterSeconds: _, ...rest } = before;
  return {
    ...rest,
    ...desired,
    // Services that Arpeggio no longer serves come last in the list, and are always in the part.
    services: [
      ...replaced(before.services.slice(0, before.allocations.length), {
        gone,
        come: desired.services.slice(0, served),
      }, keyOf),
      ...desired.services.slice(served),
    ],
    allocations: replaced(before.allocations, { gone, come: desired.allocations }, ({ service }) => service),
    elections: replaced(before.elections, { gone: forgotten, come: desired.elections }, ({ name }) => name),
    virtualIPs: replaced(
      before.virtualIPs,
      { gone: virtualIPs, come: desired.virtualIPs },
      ({ metadata: { name } }) => name,
    ),
    l2Statuses: withStatuses(before.l2Statuses, desired.l2Statuses, gone),
    bgpStatuses: withStatuses(before.bgpStatuses, desired.bgpStatuses, gone),
  };
}

function withStatuses<Status extends ServiceL2Status | ServiceBGPStatus>(
  before: readonly Status[],
  come: readonly Status[],
  gone: ReadonlySet<ObjectKey>,
): readonly Status[] {
  return replaced(before, { gone, come }, serviceOfStatus);
}
