/**
 * The table of this host's links. Messages from the kernel keep it up to date.
 *
 * @module
 */

import type { Link, LinkAddress } from "./link.ts";
import type { LinkFacts, NetlinkMessage } from "./netlink.ts";

/** By the kernel's index of the link. */
export type LinkTable = ReadonlyMap<number, Link>;

/** The table after these messages; the same object if nothing has changed. */
export function applyNetlink(table: LinkTable, messages: readonly NetlinkMessage[]): LinkTable {
  const draft = new Draft(table);
  for (const message of messages) draft.apply(message);
  return draft.table();
}

interface LinkDraft {
  facts: LinkFacts;
  readonly addresses: Map<string, LinkAddress>;
}

/**
 * A table that is being changed. It copies each changed link only once, because a link may have thousands of addresses:
 * `kube-ipvs0` has the addresses of all Services.
 */
class Draft {
  readonly #before: LinkTable;
  readonly #touched = new Map<number, LinkDraft | "gone">();
  #changed = false;

  constructor(before: LinkTable) {
    this.#before = before;
  }

  apply(message: NetlinkMessage): void {
    switch (message.type) {
      case "link":
        return this.#set(message.link);
      case "linkGone":
        return this.#remove(message.index);
      case "address":
        return this.#addAddress(message.index, message.address);
      case "addressGone":
        return this.#removeAddress(message.index, message.address);
    }
  }

  table(): LinkTable {
    if (!this.#changed) return this.#before;
    const links = new Map(this.#before);
    for (const [index, link] of this.#touched) {
      if (link === "gone") links.delete(index);
      else links.set(index, { ...link.facts, addresses: [...link.addresses.values()] });
    }
    return links;
  }

  #set(facts: LinkFacts): void {
    const link = this.#link(facts.index);
    if (link === undefined) this.#touched.set(facts.index, { facts, addresses: new Map() });
    this.#changed ||= link === undefined || JSON.stringify(link.facts) !== JSON.stringify(facts);
    if (link !== undefined) link.facts = facts;
  }

  #remove(index: number): void {
    this.#changed ||= this.#link(index) !== undefined;
    this.#touched.set(index, "gone");
  }

  #addAddress(index: number, address: LinkAddress): void {
    const addresses = this.#link(index)?.addresses;
    this.#changed ||= addresses !== undefined && addresses.get(keyOf(address))?.scope !== address.scope;
    addresses?.set(keyOf(address), address);
  }

  #removeAddress(index: number, address: LinkAddress): void {
    const removed = this.#link(index)?.addresses.delete(keyOf(address));
    this.#changed ||= removed === true;
  }

  #link(index: number): LinkDraft | undefined {
    const touched = this.#touched.get(index);
    if (touched !== undefined) return touched === "gone" ? undefined : touched;
    const before = this.#before.get(index);
    if (before === undefined) return undefined;
    const { addresses, ...facts } = before;
    const draft = { facts, addresses: new Map(addresses.map((address) => [keyOf(address), address])) };
    this.#touched.set(index, draft);
    return draft;
  }
}

function keyOf({ address, prefix }: LinkAddress): string {
  return `${address}/${prefix}`;
}
