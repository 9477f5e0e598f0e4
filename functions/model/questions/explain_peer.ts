/**
 * Explains a BGPPeer: with which nodes its router has sessions, and why not with others.
 *
 * @module
 */

import type { PeerExplanation, PeerSessionStanding, Unknown } from "./explanation.ts";
import type { Inquiry } from "./inquiry.ts";
import {
  checkRouter,
  noSuchPeer,
  peerElsewhere,
  peerInvalid,
  peerSelectsNone,
  peerUnknown,
  peerUnused,
  repairPeer,
  selectNodes,
  selectSpeakers,
  sessionsUp,
} from "./peer_messages.ts";
import { misplacedIn, moveStep } from "../pools/misplaced.ts";
import { matchesAny } from "../selector.ts";
import { peerSessions, routerOf } from "./peer_sessions.ts";

export function explainPeer(name: string, { observed, checked }: Inquiry): PeerExplanation | Unknown {
  const { namespace } = observed.settings;
  const exists = observed.bgpPeers.some(({ metadata }) =>
    metadata.name === name && (metadata.namespace ?? namespace) === namespace
  );
  if (!exists) {
    const misplaced = misplacedIn(namespace, observed.bgpPeers.filter(({ metadata }) => metadata.name === name));
    if (misplaced.length === 0) return { about: "nothing", message: noSuchPeer(name) };
    return {
      about: "peer",
      name,
      faults: [],
      isFine: false,
      state: "invalid",
      summary: peerElsewhere(namespace),
      sessions: [],
      nextSteps: [{ text: moveStep(misplaced) }],
    };
  }
  const faults = checked.faults.filter(({ object }) => object.kind === "BGPPeer" && object.name === name);
  const peer = checked.bgp.peers.find((each) => each.name === name);
  const base = { about: "peer", name, faults } as const;
  if (peer === undefined) {
    const errors = faults.filter(({ severity }) => severity === "error");
    const nextSteps = errors.map((fault) => ({ text: repairPeer(name, fault) }));
    return { ...base, isFine: false, state: "invalid", summary: peerInvalid, sessions: [], nextSteps };
  }
  const all = peerSessions(observed, [peer]);
  if (all.length === 0) {
    const selected = observed.nodes.filter(({ metadata }) => matchesAny(peer.nodeSelectors, metadata.labels));
    if (selected.length > 0 && observed.settings.assume === "live" && observed.leases.length === 0) {
      return { ...base, isFine: true, state: "unknown", summary: peerUnknown, sessions: [], nextSteps: [] };
    }
    const [summary, step] = selected.length === 0 ? [peerSelectsNone, selectNodes] : [peerUnused, selectSpeakers];
    return { ...base, isFine: false, state: "unused", summary, sessions: [], nextSteps: [{ text: step(name) }] };
  }
  const sessions = all.map(({ node, isUp, problems }): PeerSessionStanding => ({
    name: node,
    standing: isUp ? "up" : "down",
    message: problems.join("; "),
  }));
  const down = all.filter(({ isUp }) => !isUp).map(({ node }) => node);
  const router = routerOf(peer);
  return {
    ...base,
    isFine: down.length === 0,
    state: down.length === 0 ? "up" : down.length === all.length ? "down" : "partly up",
    summary: sessionsUp(router, all.length - down.length, all.length),
    sessions,
    nextSteps: down.length === 0 ? [] : [{ text: checkRouter(router, down) }],
  };
}
