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

/** By address. */
export type Bindings = ReadonlyMap<string, Binding>;

interface NodeLinks {
  readonly node: string;
  readonly links: readonly {
    readonly name: string;
    /** In CIDR notation. */
    readonly addresses: readonly string[];
  }[];
}

/** @param nodes this node first; if several nodes have an address, the result names the first of them */
export function bindingsOf(nodes: readonly NodeLinks[]): Bindings {
  const bindings = new Map<string, Binding>();
  for (const { node, links } of nodes) {
    for (const { name: link, addresses } of links) {
      for (const [address = ""] of addresses.map((cidr) => cidr.split("/", 1))) {
        if (!bindings.has(address)) bindings.set(address, { node, link });
      }
    }
  }
  return bindings;
}

/** The interface that has the address, if its node is in the order; undefined: there is none. */
export function bindingOf(virtualIP: VirtualIP, bindings: Bindings): Binding | undefined {
  const binding = bindings.get(virtualIP.spec.address);
  return binding !== undefined && isInOrder(virtualIP, binding.node) ? binding : undefined;
}
