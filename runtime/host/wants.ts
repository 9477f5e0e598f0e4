/**
 * The writes that are needed to bring the world to the decision. Pure.
 *
 * @module
 */

import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import { keyOf, type KubernetesEvent, type ObjectKey } from "../../functions/model/kubernetes.ts";
import { urgencyOf } from "./urgency.ts";
import { nextWrite, type Wanted, type WantedId, wantedId, wantedKey } from "./wanted.ts";
import type { Want } from "./write_order.ts";

export interface Difference {
  /** Objects that need a write. */
  readonly wants: readonly Want[];
  /** Events about objects that need no write. All other events wait for the write to their object. */
  readonly events: readonly KubernetesEvent[];
}

/** @param current returns an object with the assumed effects of writes */
export function difference(
  wanted: readonly Wanted[],
  events: readonly KubernetesEvent[],
  current: (kind: KindName, key: ObjectKey) => Kinds[KindName] | undefined,
): Difference {
  const about = Map.groupBy(events, ({ involvedObject: { kind, ...metadata } }) => `${kind} ${keyOf({ metadata })}`);
  const wants: Want[] = [];
  const told = new Set<WantedId>();
  for (const each of wanted) {
    const write = nextWrite(each, current(each.kind, wantedKey(each)));
    if (write === undefined) continue;
    const id = wantedId(each);
    wants.push({ wanted: each, urgency: urgencyOf(write), events: about.get(id) ?? [] });
    told.add(id);
  }
  return { wants, events: [...about].flatMap(([id, group]) => told.has(id) ? [] : group) };
}
