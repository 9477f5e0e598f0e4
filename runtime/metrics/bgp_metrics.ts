/**
 * Metrics of a node's BGP sessions, under MetalLB's names. The counters are FRR's own and start at 0 when FRR restarts.
 *
 * @module
 */

import { counted } from "../../functions/model/counted.ts";
import type { VirtualIP } from "../../functions/model/crds.ts";
import type { BFDCounters, BGPMessages } from "../frr/session.ts";
import { isUp, isWatching, type PeerStanding } from "../bgp/peer_standing.ts";
import type { Check } from "./health.ts";
import type { Registry, Sample } from "./registry.ts";

/** A node's view of its BGP sessions and routes. */
export interface BGPView {
  readonly peers: readonly PeerStanding[];
  /** The VirtualIPs that this node announces by BGP. */
  readonly announced: readonly VirtualIP[];
  readonly standing: { readonly problems: readonly string[]; readonly awaited: readonly string[] };
  bfdCounters(): Promise<readonly BFDCounters[]>;
}

export function bgpMetrics(registry: Registry, view: BGPView): void {
  registry.gauge(
    { name: "metallb_bgp_session_up", help: "1 if the BGP session with the peer is established" },
    () => view.peers.map((peer) => ({ labels: labelsOf(peer), value: isUp(peer) ? 1 : 0 })),
  );
  registry.gauge(
    { name: "metallb_bgp_announced_prefixes_total", help: "Prefixes that are announced to the peer now" },
    () => sessionSamples(view.peers, ({ prefixesSent }) => prefixesSent),
  );
  for (const [name, counter, help] of messages) {
    registry.counter(
      { name: `metallb_bgp_${name}`, help },
      () => sessionSamples(view.peers, (session) => session.messages[counter]),
    );
  }
  bfdMetrics(registry, view);
}

const messages: readonly (readonly [string, keyof BGPMessages, string])[] = [
  ["updates_total", "updatesSent", "UPDATE messages to the peer"],
  ["updates_total_received", "updatesReceived", "UPDATE messages from the peer"],
  ["opens_sent", "opensSent", "OPEN messages to the peer"],
  ["opens_received", "opensReceived", "OPEN messages from the peer"],
  ["notifications_sent", "notificationsSent", "NOTIFICATION messages to the peer, each the end of a session"],
  ["keepalives_sent", "keepalivesSent", "KEEPALIVE messages to the peer"],
  ["keepalives_received", "keepalivesReceived", "KEEPALIVE messages from the peer"],
  ["route_refresh_sent", "routeRefreshesSent", "ROUTE-REFRESH messages to the peer"],
  ["total_sent", "totalSent", "Messages to the peer, of all kinds"],
  ["total_received", "totalReceived", "Messages from the peer, of all kinds"],
];

function bfdMetrics(registry: Registry, view: BGPView): void {
  let counters: readonly BFDCounters[] = [];
  registry.prepare(async () => {
    counters = await view.bfdCounters();
  });
  registry.gauge(
    { name: "metallb_bfd_session_up", help: "1 if BFD finds that the path to the peer works" },
    () =>
      view.peers.flatMap((peer) =>
        peer.bfd === undefined ? [] : [{ labels: wayOf(peer), value: peer.bfd.state === "up" ? 1 : 0 }]
      ),
  );
  for (const [name, counter, help] of packets) {
    registry.counter({ name: `metallb_bfd_${name}`, help }, () =>
      view.peers.flatMap((peer) => {
        const counted = counters.find((each) => isWatching(each, peer));
        return counted === undefined ? [] : [{ labels: wayOf(peer), value: counted[counter] }];
      }));
  }
}

type BFDCount = Exclude<keyof BFDCounters, "neighbor" | "interface" | "vrf">;

const packets: readonly (readonly [string, BFDCount, string])[] = [
  ["control_packet_input", "controlPacketsReceived", "BFD control packets from the peer"],
  ["control_packet_output", "controlPacketsSent", "BFD control packets to the peer"],
  ["echo_packet_input", "echoPacketsReceived", "BFD echo packets that came back"],
  ["echo_packet_output", "echoPacketsSent", "BFD echo packets sent"],
  ["session_up_events", "timesUp", "How often the path to the peer began to work"],
  ["session_down_events", "timesDown", "How often the path to the peer stopped working"],
  ["zebra_notifications", "zebraNotifications", "Notifications from FRR's bfdd to its zebra"],
];

function sessionSamples(
  peers: readonly PeerStanding[],
  valueOf: (session: NonNullable<PeerStanding["session"]>) => number,
): Sample[] {
  return peers.flatMap((peer) =>
    peer.session === undefined ? [] : [{ labels: labelsOf(peer), value: valueOf(peer.session) }]
  );
}

/** The labels of a peer in MetalLB's format: address and port, without brackets around an IPv6 address. */
function labelsOf({ neighbor, port, vrf }: PeerStanding): Readonly<Record<string, string>> {
  return { peer: `${neighbor}:${port}`, vrf };
}

function wayOf({ neighbor, vrf }: PeerStanding): Readonly<Record<string, string>> {
  return { peer: neighbor, vrf };
}

/**
 * The check fails while the node has a problem with BGP, e.g. if FRR is missing or refuses its configuration, or if the
 * Secret with a password is missing. It does not fail if a session is down, since the router may be the cause. But
 * after a start it fails until the earlier sessions are up again, for at most 2 minutes.
 */
export function bgpCheck({ peers, standing: { problems, awaited } }: BGPView): Check {
  const up = `${peers.filter(isUp).length} of ${counted(peers.length, "session")} up`;
  const waiting = awaited.length === 0 ? [] : [`waiting for ${awaited.join(", ")}, up before the start`];
  return {
    name: "bgp",
    ok: problems.length === 0 && awaited.length === 0,
    found: [up, ...waiting, ...problems].join("; "),
  };
}
