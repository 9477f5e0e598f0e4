/**
 * What a node announces, what it stands by for, and why it may announce nothing else.
 *
 * @module
 */

import { exclusionMessage } from "../election/announcement_messages.ts";
import { readAnnouncers } from "../election/announcers.ts";
import { exclusionsOf } from "../election/candidacy.ts";
import { electorateOf } from "../election/electorate.ts";
import type { ExclusionReason } from "../election/election.ts";
import { nodeStep } from "./announcement_steps.ts";
import type { NodeExplanation, Standing, Step, Unknown } from "./explanation.ts";
import type { Inquiry } from "./inquiry.ts";
import { announcerText, mayAnnounceAny, nodeSummary, noSuchNode, poolNotAdvertised } from "./subject_messages.ts";

/** What only somebody who has taken the node out of service means to be so. */
const troubles: readonly ExclusionReason[] = [
  "ExcludedByLabel",
  "NetworkUnavailable",
  "OutOfService",
  "NoAnnouncer",
  "InterfaceNotFound",
];

export function explainNode(name: string, inquiry: Inquiry): NodeExplanation | Unknown {
  const { observed, desired: { elections, virtualIPs } } = inquiry;
  if (!observed.nodes.some(({ metadata }) => metadata.name === name)) {
    return { about: "nothing", message: noSuchNode(name) };
  }
  const owns = elections.filter(({ owner }) => owner?.node === name).map(({ address }) => address);
  const standsBy = virtualIPs.filter(({ spec: { l2 } }) => l2?.order.slice(1).some(({ node }) => node === name))
    .map(({ spec }) => spec.address);
  const unserved = elections.filter(({ candidacy }) =>
    candidacy.beforeEndpoints?.has(name) === true && !candidacy.candidates.has(name)
  ).map(({ address }) => address);
  const owners = new Set(elections.flatMap(({ owner }) => owner === undefined ? [] : [owner.node]));
  const pools = poolsFor(name, inquiry);
  const { byNode } = readAnnouncers(observed.leases, observed.now, observed.followedSince);
  return {
    about: "node",
    name,
    isFine: !pools.some(({ trouble }) => trouble !== undefined),
    summary: nodeSummary({ owned: owns.length, stands: standsBy.length, all: elections.length, owners: owners.size }),
    announcer: announcerText(byNode.get(name), observed),
    owns,
    standsBy,
    unserved,
    pools: pools.map(({ standing }) => standing),
    nextSteps: pools.flatMap(({ trouble }) => trouble === undefined ? [] : [trouble]).slice(0, 1),
  };
}

interface PoolFor {
  readonly standing: Standing<"may" | "may not">;
  readonly trouble: Step | undefined;
}

/** Whatever the Services: a pool's addresses whose advertisements select Services are left to these. */
function poolsFor(node: string, { observed, checked }: Inquiry): readonly PoolFor[] {
  const electorate = electorateOf(observed);
  return checked.pools.map(({ name }): PoolFor => {
    const candidacy = electorate.candidacyFor(name, []);
    if (candidacy.advertisements.length === 0) {
      return { standing: { name, standing: "may not", message: poolNotAdvertised }, trouble: undefined };
    }
    const exclusion = exclusionsOf(candidacy).find((each) => each.node === node);
    if (exclusion === undefined) {
      return {
        standing: { name, standing: "may", message: mayAnnounceAny(candidacy.advertisements) },
        trouble: undefined,
      };
    }
    const { reason } = exclusion;
    const { advertisements } = candidacy;
    return {
      standing: { name, standing: "may not", message: exclusionMessage(reason, candidacy) },
      trouble: troubles.includes(reason)
        ? nodeStep(reason, [node], { observed, kind: "L2Advertisement", advertisements })
        : undefined,
    };
  });
}
