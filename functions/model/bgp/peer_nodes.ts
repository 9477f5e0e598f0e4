/**
 * Flaws of a BGPPeer in comparison with the nodes that it selects.
 *
 * @module
 */

import { parseAddress } from "../addresses/address.ts";
import { defaultVRF } from "./peer_flaws.ts";
import type { BGPPeer } from "../crds.ts";
import { error, type Flaw, warning } from "../fault.ts";
import type { Node } from "../kubernetes.ts";
import { matchesAny } from "../selector.ts";
import { mapsOf } from "../shape.ts";

/** A flaw if the peer's address belongs to a selected node: an error if all selected nodes have it, else a warning. */
export function ownAddressFlaws({ spec }: BGPPeer, nodes: readonly Node[]): readonly Flaw[] {
  const address = parseAddress(spec?.peerAddress)?.text;
  // A router in a VRF may have the same address as a node outside the VRF.
  if (address === undefined || (spec?.vrf && spec.vrf !== defaultVRF)) return [];
  const selected = nodes.filter(({ metadata }) => matchesAny(mapsOf(spec?.nodeSelectors), metadata.labels));
  const own = selected.filter(({ status }) =>
    mapsOf(status?.addresses).some((each) => parseAddress(each.address)?.text === address)
  );
  const [node] = own;
  if (node === undefined) return [];
  const message =
    `${address} is node ${node.metadata.name} itself, which spec.nodeSelectors select too; exclude that node`;
  return [(own.length === selected.length ? error : warning)("spec.peerAddress", "InvalidAddress", message)];
}
