/**
 * Checks that the plan reports every address that a Service had and loses, and no other address. The addresses that a
 * Service had are those in its status before the edits, which another actor may have cleared, and those in its status
 * after the edits.
 */

import { isForeign } from "./rules.ts";
import { isServed, keyOf, needOf, type Service, type World } from "./world.ts";

export interface Telling {
  /** The world before the edits; the controller had nothing left to do. */
  readonly before: World;
  /** The world after the edits; the statuses are as the edits left them. */
  readonly edited: World;
  /** The world after the controller has nothing left to do again. */
  readonly after: World;
  /** By key of a Service: the addresses and the cause that the plan of the edited world reports. */
  readonly told: ReadonlyMap<string, {
    readonly lost: readonly string[];
    readonly new: readonly string[];
    readonly why: string;
  }>;
  /** Keys of Services, one for each event that says that the Service has lost an address. */
  readonly events: readonly string[];
}

/** The faults; empty if there are none. */
export function untold({ before, edited, after, told, events }: Telling): readonly string[] {
  const held = new Map(
    before.services.filter((each) => isServed(each) && !isForeign(each, before)).map((each) => [keyOf(each), each]),
  );
  return edited.services.filter(isServed).flatMap((service) => {
    const key = keyOf(service);
    const now = after.services.find((each) => keyOf(each) === key);
    if (now === undefined) return [];
    const stood = new Set([...held.get(key)?.status ?? [], ...service.status]);
    const lost = [...stood].filter((address) => !now.status.includes(address)).sort();
    const change = told.get(key);
    if (change === undefined) return lost.length === 0 ? [] : [`${key} loses ${lost} without a word`];
    return [
      ...(change.lost.toSorted().join() === lost.join() ? [] : [`${key} loses ${lost}, and ${change.lost} is told`]),
      ...(change.new.join() === now.status.join() ? [] : [`${key} gets ${now.status}, and ${change.new} is told`]),
      ...(change.why === "" ? [`${key} loses ${lost} without a reason`] : []),
      ...(lost.some((address) => held.get(key)?.status.includes(address))
        ? ofHeld({ service, lost, why: change.why, times: events.filter((each) => each === key).length })
        : []),
    ];
  });
}

/**
 * The faults in the report about a Service that loses an address which the controller gave it. One event must report
 * the loss. The event may be missing if the Service asks for a pool or an address, or needs one of each family.
 */
function ofHeld(
  { service, lost, why, times }: {
    readonly service: Service;
    readonly lost: readonly string[];
    readonly why: string;
    readonly times: number;
  },
): readonly string[] {
  const key = keyOf(service);
  const { families, all } = needOf(service);
  const mayAsk = service.askedPool !== undefined || service.askedAddress !== undefined || (all && families.length > 1);
  return [
    ...(why.startsWith("another actor") ? [`${key} loses ${lost}, and another actor is to blame`] : []),
    ...(times === 1 || (mayAsk && times === 0) ? [] : [`${key} loses ${lost}, which ${times} events tell`]),
  ];
}
