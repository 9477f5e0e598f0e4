/**
 * Decides the configuration of FRR on one node: the routers with which the node has BGP sessions, and the prefixes that
 * it announces.
 *
 * @module
 */

import { compare } from "./model/order.ts";
import { readBFDProfiles } from "./model/bgp/bfd_profile.ts";
import { readBGPAdvertisements } from "./model/bgp/advertisement.ts";
import { communityValues, readCommunities } from "./model/bgp/community.ts";
import { type BGPNeighbor, placeOf } from "./model/bgp/neighbor.ts";
import { passwordOf, type Passwords, unreadFlaw, type UnreadSecret, unreadSecretOf } from "./model/frr/password.ts";
import { readBGPPeers } from "./model/bgp/peer.ts";
import { routerIDOf } from "./model/bgp/router_id.ts";
import { type Advertised, advertisedHere, isFor, prefixOf, routesOf, toldOf } from "./model/bgp/routes.ts";
import { nodeStanding } from "./model/election/exclusions.ts";
import type { BFDProfile, BGPAdvertisement, BGPPeer, Community, VirtualIP } from "./model/crds.ts";
import type { BGPSilence, ExclusionReason } from "./model/election/election.ts";
import { type Fault, faultsOf, type Flaw, warning } from "./model/fault.ts";
import { bfdStatements } from "./model/frr/bfd.ts";
import { bgpStatements } from "./model/frr/bgp.ts";
import { withExtras } from "./model/frr/extras.ts";
import { configurationText, type FrrConfiguration, type Statement } from "./model/frr/statement.ts";
import type { Node, Secret } from "./model/kubernetes.ts";
import type { Settings } from "./model/observed.ts";
import { matchesAny } from "./model/selector.ts";

export interface RouteInput {
  readonly settings: Pick<Settings, "namespace" | "ignoreExcludeLabel">;
  /** The node for which the configuration is made. */
  readonly node: Node;
  readonly virtualIPs: readonly VirtualIP[];
  readonly bgpPeers: readonly BGPPeer[];
  readonly bgpAdvertisements: readonly BGPAdvertisement[];
  readonly bfdProfiles: readonly BFDProfile[];
  readonly communities: readonly Community[];
  /** The Secrets that BGPPeers name. */
  readonly secrets: readonly Secret[];
  /** The Secrets that BGPPeers name and that the announcer may not read; absent: none. */
  readonly unreadSecrets?: readonly UnreadSecret[];
  /** Lines of FRR's configuration that are added, from the ConfigMap `bgpextras`. */
  readonly extras?: string;
}

export interface BGPVerdict {
  /** The name of the VirtualIP. */
  readonly virtualIP: string;
  /** The announced prefixes, e.g. `192.0.2.0/24`; sorted. */
  readonly prefixes: readonly string[];
  /** The names of the BGPPeers to which the node announces the prefixes; sorted. */
  readonly peers: readonly string[];
  /** Why the node announces the address to no peer; absent if the node announces it to a peer. */
  readonly silence?: BGPSilence;
}

/** A BGP neighbor of this node, as FRR names it. */
export interface RoutedPeer {
  /** The name of the BGPPeer. */
  readonly name: string;
  /** The router's address, or the interface on which the router is found. */
  readonly neighbor: string;
  readonly port: number;
  /** "default" outside any VRF. */
  readonly vrf: string;
  readonly gracefulRestart: boolean;
}

export interface Routed {
  readonly configuration: FrrConfiguration;
  /** The configuration as a file, without the passwords. */
  readonly text: string;
  readonly passwords: Passwords;
  /** Ordered by name. */
  readonly peers: readonly RoutedPeer[];
  /** The names of the BGPPeers that are left out because their Secret may not be read. */
  readonly unread: readonly string[];
  /** One verdict for each VirtualIP with a plan for BGP, ordered by name. */
  readonly verdicts: readonly BGPVerdict[];
  readonly faults: readonly Fault[];
}

/** Decides for one node. If an object has a fault, the decision for the other objects stays the same. */
export function route(observed: RouteInput): Routed {
  const { settings: { namespace }, node } = observed;
  const profiles = readBFDProfiles(observed.bfdProfiles, namespace);
  const communities = readCommunities(observed.communities, namespace);
  const peers = readBGPPeers(observed.bgpPeers, { namespace, bfdProfiles: profiles.valid, nodes: [node] });
  const advertisements = readBGPAdvertisements(observed.bgpAdvertisements, {
    namespace,
    communities: communityValues(communities.valid),
  });
  const known = peersWithPasswords(peers.valid, observed);
  const exclusion = nodeStanding(node, undefined, observed.settings).exclusion;
  const byName = new Map(advertisements.valid.map((each) => [each.name, each]));
  const { metadata: { name, labels } } = node;
  const all = observed.virtualIPs.filter(({ spec }) => spec.bgp !== undefined)
    .toSorted((one, other) => compare(one.metadata.name, other.metadata.name))
    .flatMap((virtualIP) => advertisedHere(virtualIP, { node: name, labels, advertisements: byName }) ?? []);
  const routes = exclusion === undefined ? routesOf(all) : [];
  const used = profiles.valid.filter((profile) => known.peers.some(({ bfdProfile }) => bfdProfile === profile.name));
  const routerID = routerIDOf(node);
  const configuration: FrrConfiguration = withExtras({
    zebra: nextHopTracking(known.peers),
    bfdd: bfdStatements(used),
    bgpd: bgpStatements({ peers: known.peers, routes, ...(routerID !== undefined && { routerID }) }),
  }, observed.extras ?? "");
  return {
    configuration,
    text: configurationText(configuration),
    passwords: known.passwords,
    peers: known.peers.map(routedPeer),
    unread: known.unread,
    verdicts: all.map((each) => verdictOf(each, known.peers, exclusion)),
    faults: [
      ...[profiles, communities, peers, advertisements, known].flatMap(({ faults }) => faults),
      ...all.flatMap((each) => faultsOf(each.virtualIP, preferenceFlaws(each, known.peers))),
    ],
  };
}

interface PeersWithPasswords {
  readonly peers: readonly BGPNeighbor[];
  readonly unread: readonly string[];
  readonly passwords: Passwords;
  readonly faults: readonly Fault[];
}

/** The peers of this node, without those whose password cannot be read. */
function peersWithPasswords(valid: readonly BGPNeighbor[], observed: RouteInput): PeersWithPasswords {
  const { node, secrets, unreadSecrets = [], settings: { namespace } } = observed;
  const peers: BGPNeighbor[] = [];
  const unread: string[] = [];
  const passwords = new Map<string, string>();
  const faults: Fault[] = [];
  const blame = (peer: BGPNeighbor, flaw: Flaw): void => {
    const object = observed.bgpPeers.find(({ metadata: { name } }) => name === peer.name);
    if (object !== undefined) faults.push(...faultsOf(object, [flaw]));
  };
  for (const peer of valid.filter(({ nodeSelectors }) => matchesAny(nodeSelectors, node.metadata.labels))) {
    const secret = unreadSecretOf(peer, unreadSecrets);
    if (secret !== undefined) {
      unread.push(peer.name);
      if (secret.isLate) blame(peer, unreadFlaw(secret.name, namespace));
      continue;
    }
    const password = passwordOf(peer, { secrets, namespace });
    if (typeof password === "object") {
      blame(peer, password);
      continue;
    }
    if (password !== undefined) passwords.set(peer.name, password);
    peers.push(peer);
  }
  return { peers, unread, passwords, faults };
}

function routedPeer(peer: BGPNeighbor): RoutedPeer {
  const { name, port, vrf = "default", gracefulRestart } = peer;
  return { name, neighbor: placeOf(peer), port, vrf, gracefulRestart };
}

/** Without these lines, FRR treats a router behind the default route as unreachable. */
function nextHopTracking(peers: readonly BGPNeighbor[]): readonly Statement[] {
  const lines = ["ip nht resolve-via-default", "ipv6 nht resolve-via-default"].map((line) => ({ line }));
  const vrfs = [...new Set(peers.flatMap(({ vrf }) => vrf ?? []))].sort();
  return [...lines, ...vrfs.map((vrf) => ({ line: `vrf ${vrf}`, inner: lines }))];
}

function verdictOf(
  { virtualIP, address, advertisements }: Advertised,
  peers: readonly BGPNeighbor[],
  exclusion: ExclusionReason | undefined,
): BGPVerdict {
  const told = toldOf(peers, { family: address.family, advertisements });
  const silence = exclusion ??
    (advertisements.length === 0 ? unselected(virtualIP) : told.length === 0 ? "NoPeer" : undefined);
  const prefixes = [...new Set(advertisements.map((advertisement) => prefixOf(address, advertisement)))].sort();
  const name = virtualIP.metadata.name;
  if (silence !== undefined) return { virtualIP: name, prefixes: [], peers: [], silence };
  return { virtualIP: name, prefixes, peers: told.map((peer) => peer.name) };
}

/** `NoLocalEndpoints` if the plan names the serving nodes for every advertisement; else `NotSelected`. */
function unselected({ spec }: VirtualIP): BGPSilence {
  const listed = spec.bgp?.advertisements ?? [];
  return listed.length > 0 && listed.every(({ nodes }) => nodes !== undefined) ? "NoLocalEndpoints" : "NotSelected";
}

/** Warns if the advertisements of one address set different `localPref` for one prefix and peer. */
function preferenceFlaws({ address, advertisements }: Advertised, peers: readonly BGPNeighbor[]): readonly Flaw[] {
  const contradicted = peers.find((peer) => {
    const heard = advertisements.filter((each) => isFor(each, peer));
    const byPrefix = Map.groupBy(heard, (each) => prefixOf(address, each));
    return [...byPrefix.values()].some((same) => new Set(same.map(({ localPref }) => localPref)).size > 1);
  });
  if (contradicted === undefined) return [];
  const names = advertisements.map(({ name }) => name).join(", ");
  const message = `BGPAdvertisements ${names} give it more than one localPref for BGPPeer ${contradicted.name}; ` +
    "the highest counts";
  return [warning("spec.bgp.advertisements", "ConflictingLocalPref", message)];
}

if (import.meta.main) await (await import("../runtime/cli/standalone.ts")).standalone("route");
