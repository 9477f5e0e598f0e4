/**
 * What the announcers of a world from files would do and report, were they all up and well.
 *
 * @module
 */

import { announce } from "../../functions/announce.ts";
import { type AnnouncedLink, readLinks } from "../../functions/model/announcing/announcer_lease.ts";
import type { VirtualIP } from "../../functions/model/crds.ts";
import { annotationLinks, labelNode } from "../../functions/model/names.ts";
import type { Observed } from "../../functions/model/observed.ts";
import { type Peer, probeKey, type Situation } from "../../functions/model/announcing/situation.ts";
import { probesToJudge } from "../../functions/model/announcing/timing.ts";
import { sharedNetworks } from "../announcer/shared_networks.ts";
import { UsageError } from "./usage_error.ts";

interface Announcer {
  readonly node: string;
  readonly links: readonly AnnouncedLink[];
}

/**
 * The VirtualIPs whose status would be written, with that status. Links are those that the announcers' Leases name; new
 * addresses are taken to be free, as though they had been probed.
 */
export function announceEverywhere({ now, virtualIPs, leases }: Observed): readonly VirtualIP[] {
  const announcers = leases.flatMap(({ metadata: { labels, annotations } }): Announcer[] => {
    const node = labels?.[labelNode];
    const links = readLinks(annotations?.[annotationLinks]);
    return node === undefined || links === undefined ? [] : [{ node, links }];
  });
  if (announcers.length === 0) {
    throw new UsageError(
      "Cannot run announce: no announcer's Lease with the annotation arpeggio.dev/links is among the files",
    );
  }
  return announcers.flatMap((announcer) => announce(situationOf(announcer, announcers, { now, virtualIPs })).statuses);
}

function situationOf(
  { node, links }: Announcer,
  announcers: readonly Announcer[],
  { now, virtualIPs }: Pick<Observed, "now" | "virtualIPs">,
): Situation {
  const peers = announcers.filter((each) => each.node !== node);
  const free = { sent: probesToJudge, lastSentAt: now, unanswered: probesToJudge };
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
    strangers: new Map(),
    rivals: new Map(),
    duties: new Map(),
    refreshSeconds: 0,
  };
}

/** Up, and holding what the VirtualIPs' status says. */
function peerOf(peer: Announcer, links: readonly AnnouncedLink[], virtualIPs: readonly VirtualIP[]): Peer {
  const held = virtualIPs.filter(({ status }) => status?.node === peer.node && status.revision !== undefined);
  return {
    networks: sharedNetworks(peer, links).map(({ link, mac }) => ({ link, mac, liveness: "alive" })),
    state: "running",
    version: 1,
    informed: true,
    claims: new Map(held.map(({ spec, status }) => [spec.address, status?.revision ?? 0])),
    declines: new Set(),
  };
}
