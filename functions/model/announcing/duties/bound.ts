/**
 * Finds the addresses in use that are configured on an interface of a node. The kernel of that node answers for such an
 * address even while another node holds it.
 *
 * @module
 */

import type { VirtualIP } from "../../crds.ts";
import { isInOrder } from "./ranking.ts";

export interface Binding {
  readonly node: string;
  /** The name of the node's interface. */
  readonly link: string;
}

/** By address: each interface that has it. */
export type Bindings = ReadonlyMap<string, readonly Binding[]>;

interface NodeLinks {
  readonly node: string;
  readonly links: readonly {
    readonly name: string;
    /** In CIDR notation. */
    readonly addresses: readonly string[];
  }[];
}

export function bindingsOf(nodes: readonly NodeLinks[]): Bindings {
  const bindings = new Map<string, Binding[]>();
  for (const { node, links } of nodes) {
    for (const { name: link, addresses } of links) {
      for (const [address = ""] of addresses.map((cidr) => cidr.split("/", 1))) {
        const known = bindings.get(address);
        if (known === undefined) bindings.set(address, [{ node, link }]);
        else known.push({ node, link });
      }
    }
  }
  return bindings;
}

/** The first interface that has the address and whose node is in the order; undefined: there is none. */
export function bindingOf(virtualIP: VirtualIP, bindings: Bindings): Binding | undefined {
  return bindings.get(virtualIP.spec.address)?.find(({ node }) => isInOrder(virtualIP, node));
}
