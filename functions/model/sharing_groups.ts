/**
 * Addresses by sharing key, so that sharers come together without asking every address.
 *
 * @module
 */

import type { IPFamily } from "./kubernetes.ts";
import type { Sharing } from "./sharing.ts";
import type { Usage } from "./usage.ts";

/** Where to look: in one pool, for one family. */
export interface Place {
  readonly pool: string;
  readonly family: IPFamily;
}

interface Group {
  readonly usages: Usage[];
  /** By port, how many of the first usages have it taken. */
  readonly taken: Map<string, number>;
}

/** The addresses that Services share or would share, during one pass. */
export class SharingGroups {
  /** By place and key, then by backend. */
  readonly #groups = new Map<string, Map<string, Group>>();

  add(usage: Usage, sharing: Sharing): void {
    this.#groupOf(usage, sharing).usages.push(usage);
  }

  /** A holder has left; the address goes with the last one. */
  left(usage: Usage, sharing: Sharing): void {
    const group = this.#groupOf(usage, sharing);
    if (usage.holders.length === 0) group.usages.splice(group.usages.indexOf(usage), 1);
    group.taken.clear();
  }

  /** The first address that may be shared; many Services with one port in common cost no more than few. */
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

  /** The lowest address with the key, whether or not it may be shared; one with the same backend first. */
  nearest(place: Place, sharing: Sharing): Usage | undefined {
    const groups = this.#groups.get(placeText(place, sharing.key));
    const same = groups?.get(sharing.backend)?.usages ?? [];
    const usages = same.length > 0 ? same : [...groups?.values() ?? []].flatMap((group) => group.usages);
    return usages.reduce<Usage | undefined>(
      (lowest, each) => lowest === undefined || each.address.value < lowest.address.value ? each : lowest,
      undefined,
    );
  }

  #groupOf(usage: Usage, { key, backend }: Sharing): Group {
    const text = placeText({ pool: usage.pool, family: usage.address.family }, key);
    const byBackend = this.#groups.get(text) ?? new Map<string, Group>();
    this.#groups.set(text, byBackend);
    const group = byBackend.get(backend) ?? { usages: [], taken: new Map<string, number>() };
    byBackend.set(backend, group);
    return group;
  }
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
