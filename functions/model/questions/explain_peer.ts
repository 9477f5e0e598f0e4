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
  peerInvalid,
  peerUnused,
  repairPeer,
  selectSpeakers,
  sessionsUp,
} from "./peer_messages.ts";
import { peerSessions, routerOf } from "./peer_sessions.ts";

export function explainPeer(name: string, { observed, checked }: Inquiry): PeerExplanation | Unknown {
  const { namespace } = observed.settings;
  const exists = observed.bgpPeers.some(({ metadata }) =>
    metadata.name === name && (metadata.namespace ?? namespace) === namespace
  );
  if (!exists) return { about: "nothing", message: noSuchPeer(name) };
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
    const nextSteps = [{ text: selectSpeakers(name) }];
    return { ...base, isFine: false, state: "unused", summary: peerUnused, sessions: [], nextSteps };
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
