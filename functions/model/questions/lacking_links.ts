/**
 * For nodes that have none of the interfaces that their advertisements name: the links that they do have.
 *
 * @module
 */

import { readAnnouncers } from "../election/announcers.ts";
import { exclusionsOf } from "../election/exclusions.ts";
import type { Election, Exclusion } from "../election/election.ts";
import type { Observed } from "../observed.ts";

/** A text with the links of at most three such nodes, to show which names would be right. */
export function linksOf({ candidacy }: Election, { leases, now, followedSince }: Observed): string {
  const { byNode } = readAnnouncers(leases, now, followedSince);
  const lacking = exclusionsOf(candidacy).filter(({ reason }: Exclusion) => reason === "InterfaceNotFound");
  const parts = lacking.slice(0, 3).map(({ node }) => {
    const links = [...byNode.get(node)?.links?.keys() ?? []].sort();
    return links.length === 0 ? "" : `${node} has ${links.join(", ")}`;
  });
  return parts.filter((part) => part !== "").join("; ");
}
