/**
 * The sessions of a node that speaks BGP, under MetalLB's names. Counters are FRR's own: they begin anew when it does.
 *
 * @module
 */

import type { VirtualIP } from "../../functions/model/crds.ts";
import type { BFDCounters, BGPMessages } from "../frr/session.ts";
import { isUp, isWatching, type PeerStanding } from "../bgp/peer_standing.ts";
import type { Check } from "./health.ts";
import type { Registry, Sample } from "./registry.ts";

/** What a node knows of its BGP. */
export interface BGPView {
  readonly peers: readonly PeerStanding[];
  /** The VirtualIPs that this node announces. */
  readonly announced: readonly VirtualIP[];
  readonly standing: { readonly problems: readonly string[] };
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
    { name: "metallb_bfd_session_up", help: "1 if BFD finds that the way to the peer works" },
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
  ["session_up_events", "timesUp", "How often the way to the peer came to work"],
  ["session_down_events", "timesDown", "How often the way to the peer ceased to work"],
  ["zebra_notifications", "zebraNotifications", "What FRR's bfdd told its other daemons"],
];

function sessionSamples(
  peers: readonly PeerStanding[],
  valueOf: (session: NonNullable<PeerStanding["session"]>) => number,
): Sample[] {
  return peers.flatMap((peer) =>
    peer.session === undefined ? [] : [{ labels: labelsOf(peer), value: valueOf(peer.session) }]
  );
}

/** As MetalLB writes them: address and port, without brackets around IPv6. */
function labelsOf({ neighbor, port, vrf }: PeerStanding): Readonly<Record<string, string>> {
  return { peer: `${neighbor}:${port}`, vrf };
}

function wayOf({ neighbor, vrf }: PeerStanding): Readonly<Record<string, string>> {
  return { peer: neighbor, vrf };
}

/** Sessions that are down are the routers' matter as well; an FRR that is missing or refuses is this node's. */
export function bgpCheck({ peers, standing: { problems } }: BGPView): Check {
  const up = `${peers.filter(isUp).length} of ${peers.length} sessions up`;
  return { name: "bgp", ok: problems.length === 0, found: [up, ...problems].join("; ") };
}
