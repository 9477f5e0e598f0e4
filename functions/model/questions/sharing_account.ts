/**
 * Explains whether the nodes share the hosts of an address, for an address with an advertisement that asks for it.
 *
 * Why: docs/adr/0029-one-address-many-nodes.md
 *
 * @module
 */

import type { L2Announcing } from "../advertisements/l2_advertisement.ts";
import type { VirtualIP } from "../crds.ts";
import type { Election } from "../election/election.ts";
import { sharersOf } from "../election/sharers.ts";
import type { SharingAccount } from "./explanation.ts";
import { advertisementsDisagree, olderAnnouncers, onlyNode, sharedBy } from "./load_sharing_messages.ts";

/** Undefined: no advertisement asks for load sharing, or no node is to announce the address. */
export function sharingAccount(
  { candidacy, layer2 }: Election,
  planned: VirtualIP | undefined,
  advertisements: readonly L2Announcing[],
): SharingAccount | undefined {
  const l2 = planned?.spec.l2;
  const applied = advertisements.filter(({ name }) => candidacy.advertisements.includes(name));
  const [asking, others] = [namesOf(applied, "hosts"), namesOf(applied, "none")];
  if (l2 === undefined || layer2.reason !== "Pending" || asking.length === 0) return undefined;
  if (others.length > 0) return notShared(advertisementsDisagree(asking, others));
  const sharers = sharersOf(l2);
  if (sharers.length > 0) return { state: "shared", message: sharedBy(sharers) };
  const older = l2.order.filter(({ node }) => candidacy.candidates.get(node)?.sharesHosts === false);
  if (older.length > 0) return notShared(olderAnnouncers(older.map(({ node }) => node)));
  return notShared(onlyNode(l2.order[0]?.node ?? ""));
}

function notShared(message: string): SharingAccount {
  return { state: "not shared", message };
}

function namesOf(applied: readonly L2Announcing[], wanted: L2Announcing["loadSharing"]): readonly string[] {
  return applied.filter(({ loadSharing }) => loadSharing === wanted).map(({ name }) => name);
}
