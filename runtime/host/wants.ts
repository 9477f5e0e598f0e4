/**
 * The difference between what was decided and the world. Pure.
 *
 * @module
 */

import type { KindName, Kinds } from "../../functions/model/kinds.ts";
import { keyOf, type KubernetesEvent, type ObjectKey } from "../../functions/model/kubernetes.ts";
import { urgencyOf } from "./urgency.ts";
import { nextWrite, type Wanted, type WantedId, wantedId, wantedKey } from "./wanted.ts";
import type { Want } from "./write_order.ts";

export interface Difference {
  /** What takes a write. */
  readonly wants: readonly Want[];
  /** Events about objects that take none. */
  readonly events: readonly KubernetesEvent[];
}

/** `current` is an object as it is assumed to be. An event waits for the write to the object that it is about. */
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
