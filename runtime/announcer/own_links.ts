/**
 * The links of this node that may announce, as its kernel describes them.
 *
 * @module
 */

import { type EligibleLink, eligibleLinks, linkLocalAddress } from "../../functions/model/wire/eligible_links.ts";
import type { LinkTable } from "../../functions/model/wire/link_table.ts";
import { addressesHad, type LostFamilies, lostFamilies } from "../../functions/model/wire/lost_families.ts";
import type { WireLink } from "./wire_port.ts";

export class OwnLinks {
  readonly #exclude: readonly RegExp[];
  /** By index: the links that are up. */
  #up: ReadonlyMap<number, WireLink> = new Map();
  #idle: readonly WireLink[] = [];
  /** By index: the last global addresses of each family that the link had. */
  #had: ReadonlyMap<number, LostFamilies> = new Map();

  /** @param exclude links whose name matches one of these are not used */
  constructor(exclude: readonly RegExp[]) {
    this.#exclude = exclude;
  }

  get up(): ReadonlyMap<number, WireLink> {
    return this.#up;
  }

  get idle(): readonly WireLink[] {
    return this.#idle;
  }

  read(table: LinkTable): void {
    const usable = eligibleLinks(table.values(), this.#exclude);
    this.#had = new Map(usable.map((link) => [link.index, addressesHad(link, this.#hadBy(link))]));
    const made = (link: EligibleLink): WireLink => wireLink(link, this.#hadBy(link));
    this.#up = new Map(usable.filter(({ up }) => up).map((link) => [link.index, made(link)]));
    this.#idle = usable.filter(({ up }) => !up).map(made);
  }

  #hadBy({ index }: EligibleLink): LostFamilies {
    return this.#had.get(index) ?? {};
  }
}

function wireLink(link: EligibleLink, had: LostFamilies): WireLink {
  const linkLocal = linkLocalAddress(link);
  const lost = lostFamilies(link, had);
  return {
    name: link.name,
    mac: link.mac,
    addresses: link.addresses.filter(({ scope }) => scope === "global").map(({ address, prefix }) =>
      `${address}/${prefix}`
    ),
    ...(linkLocal !== undefined && { linkLocal }),
    ...(Object.keys(lost).length > 0 && { lost }),
  };
}
