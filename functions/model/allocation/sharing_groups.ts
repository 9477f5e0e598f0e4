/**
 * Addresses by sharing key. To find an address to share, only the addresses with the same key are searched.
 *
 * @module
 */

import type { IPFamily } from "../kubernetes.ts";
import type { Sharing } from "./sharing.ts";
import type { Usage } from "./usage.ts";

/** Where to look: in one pool, for one family. */
export interface Place {
  readonly pool: string;
  readonly family: IPFamily;
}

interface Group {
  readonly usages: Usage[];
  /** The usage with the lowest address; undefined: not known, so it is searched for when needed. */
  lowest: Usage | undefined;
  /** By port: how many usages at the start of the list are known to have the port in use. */
  readonly taken: Map<string, number>;
}

/** The addresses of Services with a sharing key, during one pass. */
export class SharingGroups {
  /** By place and key, then by backend. */
  readonly #groups = new Map<string, Map<string, Group>>();

  add(usage: Usage, sharing: Sharing): void {
    const group = this.#groupOf(usage, sharing);
    group.usages.push(usage);
    if (group.lowest !== undefined) group.lowest = lower(group.lowest, usage);
  }

  /** Records that a holder has left. With its last holder, the address leaves the group. */
  left(usage: Usage, sharing: Sharing): void {
    const group = this.#groupOf(usage, sharing);
    group.taken.clear();
    if (usage.holders.length > 0) return;
    group.usages.splice(group.usages.indexOf(usage), 1);
    group.lowest = undefined;
  }

  /** The first address that the Service may share. Stays fast if many Services have one port in common. */
  firstShareable(place: Place, sharing: Sharing, isOpen: (usage: Usage) => boolean): Usage | undefined {
    const group = this.#groups.get(placeText(place, sharing.key))?.get(sharing.backend);
    if (group === undefined) return undefined;
    let index = 0;
    for (const port of sharing.ports) index = Math.max(index, firstWithout(group, port));
    for (; index < group.usages.length; index++) {
      const usage = group.usages[index];
      if (usage !== undefined && isOpen(usage) && !sharing.ports.some((port) => usage.ports?.has(port))) return usage;
    }
    return undefined;
  }

  /**
   * The lowest address with the same key and backend, or else the lowest one with the same key. The Service may be
   * unable to share it.
   */
  nearest(place: Place, sharing: Sharing): Usage | undefined {
    const groups = this.#groups.get(placeText(place, sharing.key));
    const same = groups?.get(sharing.backend);
    if (same !== undefined && same.usages.length > 0) return lowestOf(same);
    return [...groups?.values() ?? []].map(lowestOf).filter((usage) => usage !== undefined).reduce<Usage | undefined>(
      (lowest, usage) => lowest === undefined ? usage : lower(lowest, usage),
      undefined,
    );
  }

  #groupOf(usage: Usage, { key, backend }: Sharing): Group {
    const text = placeText(usage, key);
    const byBackend = this.#groups.get(text) ?? new Map<string, Group>();
    this.#groups.set(text, byBackend);
    const group = byBackend.get(backend) ?? { usages: [], lowest: undefined, taken: new Map<string, number>() };
    byBackend.set(backend, group);
    return group;
  }
}

function lowestOf(group: Group): Usage | undefined {
  const [first, ...others] = group.lowest === undefined ? group.usages : [group.lowest];
  group.lowest = first === undefined ? undefined : others.reduce(lower, first);
  return group.lowest;
}

function lower(one: Usage, other: Usage): Usage {
  return other.value < one.value ? other : one;
}

function firstWithout({ usages, taken }: Group, port: string): number {
  let index = taken.get(port) ?? 0;
  while (usages[index]?.ports?.has(port)) index++;
  taken.set(port, index);
  return index;
}

function placeText({ pool, family }: Place, key: string): string {
  return `${pool} ${family} ${key}`;
}
