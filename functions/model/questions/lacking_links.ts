/**
 * The links of nodes on which no advertisement names an interface, to show which names would be right.
 *
 * @module
 */

import { readAnnouncers } from "../election/announcers.ts";
import { exclusionsOf } from "../election/exclusions.ts";
import type { Election, Exclusion } from "../election/election.ts";
import type { Observed } from "../observed.ts";

/** The links of the nodes that lack the interface that an advertisement names. */
export function linksOf({ candidacy }: Election, { leases, now, followedSince }: Observed): string {
  const { byNode } = readAnnouncers(leases, now, followedSince);
  const lacking = exclusionsOf(candidacy).filter(({ reason }: Exclusion) => reason === "InterfaceNotFound");
  const parts = lacking.slice(0, 3).map(({ node }) => {
    const links = [...byNode.get(node)?.links?.keys() ?? []].sort();
    return links.length === 0 ? "" : `${node} has ${links.join(", ")}`;
  });
  return parts.filter((part) => part !== "").join("; ");
}
