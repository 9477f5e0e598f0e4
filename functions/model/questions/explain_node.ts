/**
 * Explains a node: the addresses that it announces, those for which it is a standby, and why it may not announce the
 * others.
 *
 * @module
 */

import {
  correctNameStep,
  proxyFailingMessage,
  repairProxyStep,
  twinMessage,
} from "../announcing/status/announcer_messages.ts";
import { routerIDClashes, routerIDClashMessage } from "../bgp/router_id_clashes.ts";
import {
  keyRiftMessage,
  openHeartbeatPortStep,
  shareKeyStep,
  unheardMessage,
} from "../announcing/status/heartbeat_messages.ts";
import { exclusionMessage } from "../election/announcement_messages.ts";
import { keyRiftsOf, type KnownAnnouncer, readAnnouncers, unheardOf } from "../election/announcers.ts";
import { exclusionsOf } from "../election/exclusions.ts";
import { fallenSilent } from "../election/fallen_silent.ts";
import { candidaciesOf } from "../election/candidacies.ts";
import { bgpAnnounced } from "../election/bgp_announced.ts";
import { bgpExclusionMessage } from "../election/bgp_messages.ts";
import type { BGPSpeaker, Election, ExclusionReason } from "../election/election.ts";
import { sharersOf } from "../election/sharers.ts";
import { quoted } from "../shell.ts";
import { reviveNode } from "./step_messages.ts";
import { nodeStep } from "./announcement_steps.ts";
import type { NextStep, NodeExplanation, Standing, Unknown } from "./explanation.ts";
import type { Inquiry } from "./inquiry.ts";
import {
  announcerText,
  fellSilent,
  mayAnnounceAny,
  mayTellPeers,
  nodeSummary,
  noSuchNode,
  poolNotAdvertised,
} from "./subject_messages.ts";

/** With one of these exclusions, the node does not count as fine, and the answer names the cure. */
const troubles: readonly ExclusionReason[] = [
  "ExcludedByLabel",
  "NetworkUnavailable",
  "OutOfService",
  "NoAnnouncer",
  "UnreadableLease",
  "NoInterface",
  "InterfaceNotFound",
];

export function explainNode(name: string, inquiry: Inquiry): NodeExplanation | Unknown {
  const { observed, decision: { elections, virtualIPs } } = inquiry;
  if (!observed.nodes.some(({ metadata }) => metadata.name === name)) {
    return { about: "nothing", message: noSuchNode(name) };
  }
  const sharers = new Map(
    virtualIPs.map(({ spec: { address, l2 } }) => [address, sharersOf(l2).map(({ node }) => node)]),
  );
  const announcersOf = ({ address, owner }: Election): readonly string[] =>
    owner === undefined ? [] : [owner.node, ...sharers.get(address) ?? []];
  const owns = elections.filter((election) => announcersOf(election).includes(name)).map(({ address }) => address);
  const silent = fallenSilent(observed);
  const silentSince = silent.get(name);
  const standsBy = silentSince !== undefined
    ? []
    : virtualIPs.filter(({ spec: { l2 } }) => l2?.order.slice(1).some(({ node }) => node === name))
      .map(({ spec }) => spec.address).filter((address) => !owns.includes(address));
  const unserved = elections.filter(({ candidacy }) =>
    candidacy.beforeEndpoints?.has(name) === true && !candidacy.candidates.has(name)
  ).map(({ address }) => address);
  const owners = new Set(elections.flatMap(announcersOf));
  const pools = poolsFor(name, inquiry);
  const announcers = readAnnouncers(observed.leases, observed.now, observed.followedSince);
  const rift = keyRiftsOf(announcers).find(({ node }) => node === name);
  const announcer = silentSince === undefined
    ? announcerText(announcers.byNode.get(name), observed)
    : fellSilent(new Date(silentSince).toISOString());
  const unheard = rift === undefined ? unheardOf(announcers, silent).get(name) : undefined;
  const clash = routerIDClashes(
    observed.nodes.filter(({ metadata }) => announcers.byNode.get(metadata.name)?.bgp !== undefined),
    observed.bgpPeers,
  ).get(name);
  const { twin, proxy } = announcers.byNode.get(name) ?? {};
  const proxySince = proxy?.is === "failing" ? proxy.since : undefined;
  const away = silentSince === undefined ? awayReason(announcers.byNode.get(name)) : undefined;
  // If the announcer's Lease has expired or cannot be read, the node is not fine. This is so even if no pool needs the
  // node on layer 2, e.g. in a cluster with only BGP.
  const cures = [
    ...pools.flatMap(({ trouble }) => trouble === undefined ? [] : [trouble]),
    ...away === undefined ? [] : [nodeStep(away, [name], { observed, kind: "L2Advertisement", advertisements: [] })],
  ].slice(0, 1);
  return {
    about: "node",
    name,
    isFine: [rift, silentSince, unheard, clash, twin, proxySince].every((each) => each === undefined) &&
      cures.length === 0,
    summary: nodeSummary({
      owned: owns.length,
      stands: standsBy.length,
      all: elections.length,
      owners: owners.size,
      told: elections.filter(({ address, bgp }) =>
        bgp !== undefined && bgpAnnounced(bgp, address).tellers.some(({ node }) =>
          node === name
        )
      ).length,
      byBGP: elections.filter(({ bgp }) => bgp !== undefined).length,
      byBGPAlone:
        elections.filter(({ bgp, layer2 }) => bgp !== undefined && layer2.reason === "NoAdvertisement").length,
    }),
    announcer: [
      announcer,
      ...rift === undefined ? [] : [keyRiftMessage(rift)],
      ...unheard === undefined ? [] : [unheardMessage(name, unheard)],
      ...clash === undefined ? [] : [routerIDClashMessage(name, clash)],
      ...twin === undefined ? [] : [twinMessage(name, twin)],
      ...proxySince === undefined ? [] : [proxyFailingMessage(name, proxySince)],
    ].join("; "),
    owns,
    standsBy,
    unserved,
    pools: pools.map(({ standing }) => standing),
    nextSteps: [
      ...silentSince === undefined ? [] : [{ text: reviveNode(name), command: `kubectl get node ${quoted(name)}` }],
      ...rift === undefined ? [] : [{ text: shareKeyStep }],
      ...unheard === undefined ? [] : [{ text: openHeartbeatPortStep }],
      ...twin === undefined ? [] : [{ text: correctNameStep(name) }],
      ...proxySince === undefined ? [] : [{ text: repairProxyStep(name) }],
      ...cures,
    ],
  };
}

/** Why the announcer of a node does not count; undefined: it counts, or it has no Lease. */
function awayReason(announcer: KnownAnnouncer | undefined): "NoAnnouncer" | "UnreadableLease" | undefined {
  switch (announcer?.standing) {
    case "gone":
      return "NoAnnouncer";
    case "unreadable":
      return "UnreadableLease";
    default:
      return undefined;
  }
}

function speakersPeers(speakers: readonly BGPSpeaker[], node: string): readonly string[] {
  return speakers.find((each) => each.node === node)?.peers ?? [];
}

interface PoolFor {
  readonly standing: Standing<"may" | "may not">;
  readonly trouble: NextStep | undefined;
}

/** For each valid pool: whether the node may announce addresses of the pool, for any Service. */
function poolsFor(node: string, { observed, decision, checked }: Inquiry): readonly PoolFor[] {
  const candidacies = candidaciesOf(observed, decision.configuration);
  const { valid } = decision.configuration.l2Advertisements;
  const isSelective = (advertisement: string): boolean =>
    valid.some(({ name, serviceSelectors }) => name === advertisement && serviceSelectors.length > 0);
  return checked.pools.map(({ name, ranges }): PoolFor => {
    const candidacy = candidacies.candidacyFor(name, []);
    const families = [...new Set(ranges.map(({ family }) => family))];
    const byBGP = families.map((family) => candidacies.bgpOfPool(name, family)).filter((each) => each !== undefined);
    const peers = [...new Set(byBGP.flatMap(({ speakers }) => speakersPeers(speakers, node)))].sort();
    if (candidacy.advertisements.length === 0) {
      if (peers.length > 0) {
        return { standing: { name, standing: "may", message: mayTellPeers(peers) }, trouble: undefined };
      }
      const [silence] = byBGP.flatMap((each) =>
        each.excluded.filter((one) => one.node === node)
          .map(({ reason }) => bgpExclusionMessage(reason, each))
      );
      return { standing: { name, standing: "may not", message: silence ?? poolNotAdvertised }, trouble: undefined };
    }
    const exclusion = exclusionsOf(candidacy).find((each) => each.node === node);
    const also = peers.length === 0 ? "" : `; ${mayTellPeers(peers)}`;
    if (exclusion === undefined) {
      return {
        standing: { name, standing: "may", message: `${mayAnnounceAny(candidacy.advertisements, isSelective)}${also}` },
        trouble: undefined,
      };
    }
    const { reason } = exclusion;
    const { advertisements } = candidacy;
    return {
      standing: peers.length > 0
        ? {
          name,
          standing: "may",
          message: `${mayTellPeers(peers)}; on layer 2: ${exclusionMessage(reason, candidacy)}`,
        }
        : { name, standing: "may not", message: exclusionMessage(reason, candidacy) },
      trouble: troubles.includes(reason)
        ? nodeStep(reason, [node], { observed, kind: "L2Advertisement", advertisements })
        : undefined,
    };
  });
}
