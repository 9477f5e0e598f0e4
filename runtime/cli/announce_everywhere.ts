/**
 * The statuses that the announcers would write in a world from files, if all of them were up.
 *
 * @module
 */

import type { Peer } from "../../functions/model/announcing/liveness/peer.ts";
import { probeKey } from "../../functions/model/announcing/liveness/probe.ts";
import { announce } from "../../functions/announce.ts";
import { type AnnouncedLink, readLinks } from "../../functions/model/announcing/status/announcer_lease.ts";
import type { VirtualIP } from "../../functions/model/crds.ts";
import { annotationLinks } from "../../functions/model/names.ts";
import { nodeOfLease } from "../../functions/model/node_names.ts";
import type { Observed } from "../../functions/model/observed.ts";
import type { Situation } from "../../functions/model/announcing/duties/situation.ts";
import { probesToBeFree } from "../../functions/model/announcing/timing.ts";
import { sharedNetworks } from "../announcer/shared_networks.ts";

interface Announcer {
  readonly node: string;
  readonly links: readonly AnnouncedLink[];
}

/**
 * The VirtualIPs with the statuses that the announcers would write. The announcers' links come from their Leases. New
 * addresses count as probed and free.
 */
export function announceEverywhere({ now, virtualIPs, leases }: Observed): readonly VirtualIP[] {
  const announcers = leases.flatMap((lease): Announcer[] => {
    const node = nodeOfLease(lease);
    const links = readLinks(lease.metadata.annotations?.[annotationLinks]);
    return node === undefined || links === undefined ? [] : [{ node, links }];
  });
  return announcers.flatMap((announcer) => announce(situationOf(announcer, announcers, { now, virtualIPs })).statuses);
}

function situationOf(
  { node, links }: Announcer,
  announcers: readonly Announcer[],
  { now, virtualIPs }: Pick<Observed, "now" | "virtualIPs">,
): Situation {
  const peers = announcers.filter((each) => each.node !== node);
  const free = { sent: probesToBeFree, lastSentAt: now, unanswered: probesToBeFree };
  return {
    now,
    node,
    listeningSince: 0,
    links,
    idle: [],
    virtualIPs,
    peers: new Map(peers.map((peer) => [peer.node, peerOf(peer, links, virtualIPs)])),
    announcers: new Map(announcers.flatMap((each) => each.links.map(({ mac }) => [mac, each.node]))),
    probes: new Map(
      virtualIPs.flatMap(({ spec: { address } }) => links.map(({ name }) => [probeKey({ address, link: name }), free])),
    ),
    signatures: new Map(),
    leasedMacs: new Map(),
    bindings: new Map(),
    strangers: new Map(),
    rivals: new Map(),
    duties: new Map(),
    refreshSeconds: 0,
  };
}

/** A peer that is up, and holds the addresses whose status names it. */
function peerOf(peer: Announcer, links: readonly AnnouncedLink[], virtualIPs: readonly VirtualIP[]): Peer {
  const held = virtualIPs.filter(({ status }) => status?.node === peer.node && status.revision !== undefined);
  return {
    networks: sharedNetworks([peer], links).map(({ link, mac }) => ({ link, mac, liveness: "alive" })),
    state: "running",
    version: 1,
    informed: true,
    claims: new Map(held.map(({ spec, status }) => [spec.address, status?.revision ?? 0])),
    declines: new Set(),
  };
}
