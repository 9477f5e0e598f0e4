/**
 * What this node's FRR is to do: with which routers it speaks BGP, and which prefixes it announces to them.
 *
 * @module
 */

import { readBFDProfiles } from "./model/bgp/bfd_profile.ts";
import { readBGPAdvertisements } from "./model/bgp/bgp_advertisement.ts";
import { communityValues, readCommunities } from "./model/bgp/bgp_community.ts";
import { type BGPNeighbor, placeOf } from "./model/bgp/bgp_neighbor.ts";
import { passwordOf, type Passwords } from "./model/bgp/bgp_password.ts";
import { readBGPPeers } from "./model/bgp/bgp_peer.ts";
import { type Advertised, advertisedHere, isFor, prefixOf, routesOf, toldOf } from "./model/bgp/bgp_routes.ts";
import { contender } from "./model/election/candidacy.ts";
import type { BFDProfile, BGPAdvertisement, BGPPeer, Community, VirtualIP } from "./model/crds.ts";
import type { BGPSilence, ExclusionReason } from "./model/election/election.ts";
import { type Fault, faultsOf, type Flaw, warning } from "./model/fault.ts";
import { bfdStatements } from "./model/bgp/frr_bfd.ts";
import { bgpStatements } from "./model/bgp/frr_bgp.ts";
import { withExtras } from "./model/bgp/frr_extras.ts";
import { configurationText, type FrrConfiguration, type Statement } from "./model/bgp/frr_statement.ts";
import { hash32 } from "./model/hash.ts";
import type { Node, Secret } from "./model/kubernetes.ts";
import type { Settings } from "./model/observed.ts";
import { matchesAny } from "./model/selector.ts";
import { addressOf, familyOf } from "./model/addresses/address.ts";

export interface RouteInput {
  readonly settings: Pick<Settings, "namespace" | "ignoreExcludeLabel">;
  /** The node that this is decided for. */
  readonly node: Node;
  readonly virtualIPs: readonly VirtualIP[];
  readonly bgpPeers: readonly BGPPeer[];
  readonly bgpAdvertisements: readonly BGPAdvertisement[];
  readonly bfdProfiles: readonly BFDProfile[];
  readonly communities: readonly Community[];
  /** Those that peers name. */
  readonly secrets: readonly Secret[];
  /** Lines of FRR's configuration that are added, from the ConfigMap `bgpextras`. */
  readonly extras?: string;
}

export interface BGPVerdict {
  /** The name of the VirtualIP. */
  readonly virtualIP: string;
  /** What is announced, e.g. `192.0.2.0/24`; sorted. */
  readonly prefixes: readonly string[];
  /** The names of the BGPPeers that are told; sorted. */
  readonly peers: readonly string[];
  /** Where no peer is told. */
  readonly silence?: BGPSilence;
}

/** A router with which this node speaks, as FRR knows it. */
export interface RoutedPeer {
  /** Of the BGPPeer. */
  readonly name: string;
  /** The router's address, or the interface on which it is found. */
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
  /** One for each VirtualIP that is announced by BGP anywhere, in the order of their names. */
  readonly verdicts: readonly BGPVerdict[];
  readonly faults: readonly Fault[];
}

/** Decides for one node. What is wrong with an object takes no other down. */
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
  const exclusion = contender(node, undefined, observed.settings).exclusion;
  const byName = new Map(advertisements.valid.map((each) => [each.name, each]));
  const { metadata: { name, labels } } = node;
  const all = observed.virtualIPs.filter(({ spec }) => spec.bgp !== undefined)
    .toSorted((one, other) => one.metadata.name < other.metadata.name ? -1 : 1)
    .flatMap((virtualIP) => advertisedHere(virtualIP, { node: name, labels, advertisements: byName }) ?? []);
  const routes = exclusion === undefined ? routesOf(all) : [];
  const used = profiles.valid.filter((profile) => known.peers.some(({ bfdProfile }) => bfdProfile === profile.name));
  const routerID = routerIDFor(node);
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
    verdicts: all.map((each) => verdictOf(each, known.peers, exclusion)),
    faults: [
      ...[profiles, communities, peers, advertisements, known].flatMap(({ faults }) => faults),
      ...all.flatMap((each) => faultsOf(each.virtualIP, preferenceFlaws(each, known.peers))),
    ],
  };
}

/** The peers that this node speaks with, but for those whose password cannot be had. */
function peersWithPasswords(valid: readonly BGPNeighbor[], { node, bgpPeers, secrets, settings }: RouteInput): {
  readonly peers: readonly BGPNeighbor[];
  readonly passwords: Passwords;
  readonly faults: readonly Fault[];
} {
  const peers: BGPNeighbor[] = [];
  const passwords = new Map<string, string>();
  const faults: Fault[] = [];
  for (const peer of valid.filter(({ nodeSelectors }) => matchesAny(nodeSelectors, node.metadata.labels))) {
    const password = passwordOf(peer, { secrets, namespace: settings.namespace });
    if (typeof password === "object") {
      const object = bgpPeers.find(({ metadata: { name } }) => name === peer.name);
      if (object !== undefined) faults.push(...faultsOf(object, [password]));
      continue;
    }
    if (password !== undefined) passwords.set(peer.name, password);
    peers.push(peer);
  }
  return { peers, passwords, faults };
}

function routedPeer(peer: BGPNeighbor): RoutedPeer {
  const { name, port, vrf = "default", gracefulRestart } = peer;
  return { name, neighbor: placeOf(peer), port, vrf, gracefulRestart };
}

/** Without this a router that is reached over the default route counts as not reached. */
function nextHopTracking(peers: readonly BGPNeighbor[]): readonly Statement[] {
  const lines = ["ip nht resolve-via-default", "ipv6 nht resolve-via-default"].map((line) => ({ line }));
  const vrfs = [...new Set(peers.flatMap(({ vrf }) => vrf ?? []))].sort();
  return [...lines, ...vrfs.map((vrf) => ({ line: `vrf ${vrf}`, inner: lines }))];
}

/** FRR takes its identifier from an IPv4 address; a node that has none gets one that is its own (RFC 6286). */
function routerIDFor({ metadata: { name }, status }: Node): string | undefined {
  const addresses = (status?.addresses ?? []).map(({ address }) => familyOf(address));
  if (addresses.includes("IPv4") || !addresses.includes("IPv6")) return undefined;
  return addressOf("IPv4", BigInt(hash32(name) || 1)).text;
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

/** Named for other nodes only, which serve the Service; else not selected. */
function unselected({ spec }: VirtualIP): BGPSilence {
  const listed = spec.bgp?.advertisements ?? [];
  return listed.length > 0 && listed.every(({ nodes }) => nodes !== undefined) ? "NoLocalEndpoints" : "NotSelected";
}

/** Advertisements that select Services may contradict each other for one of these only. */
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
