/**
 * The first message of an answer. It is about the Service, address, node or pool as a whole. `peer_messages.ts` has
 * those of a BGPPeer.
 *
 * @module
 */

import { counted } from "../counted.ts";
import { toTimestamp } from "../instant.ts";
import { announcerLeaseSeconds, yearMs } from "../lease_times.ts";
import type { KnownAnnouncer } from "../election/announcers.ts";
import type { Instant, ObjectKey, Service } from "../kubernetes.ts";
import { keyOf } from "../kubernetes.ts";
import { type Moment, momentText, secondsAgo } from "../moment.ts";
import type { Observed, Settings } from "../observed.ts";
import type { Pool } from "../pools/pool.ts";
import type { PoolUse } from "./explanation.ts";

export function noSuchService(key: ObjectKey): string {
  return `there is no Service ${key} of type LoadBalancer`;
}

export function notServed(service: Service, { loadBalancerClass }: Settings): string {
  const { type = "ClusterIP", loadBalancerClass: own } = service.spec;
  if (type !== "LoadBalancer") {
    return `Service ${keyOf(service)} is of type ${type}, and only type LoadBalancer gets addresses`;
  }
  const served = loadBalancerClass === undefined ? "Services without a class" : `class ${loadBalancerClass}`;
  return `Service ${keyOf(service)} is of ${
    own === undefined ? "no class" : `class ${own}`
  }, and ${served} are served here`;
}

export function noSuchNode(name: string): string {
  return `there is no node ${name}`;
}

export function noSuchPool(name: string): string {
  return `there is no IPAddressPool ${name}`;
}

export const poolInvalid = "it gives no new addresses; Services keep what they have";

export function poolUse(usage: readonly PoolUse[], { autoAssign, serviceAllocation }: Pool): string {
  const counts = usage.map(({ family, assigned, available }) => `${assigned} ${family} in use and ${available} free`);
  const audience = serviceAllocation === undefined
    ? autoAssign ? "for every Service" : "for Services that ask for it (autoAssign: false)"
    : "for Services that its serviceAllocation admits";
  return `${counts.join(", ")}; ${audience}`;
}

export function addressHad(services: readonly ObjectKey[], pool: string | undefined): string {
  const whose = services.length === 1 ? `by ${services[0]}` : `shared by ${services.join(", ")}`;
  return `${whose}, ${pool === undefined ? "and in no pool" : `from pool ${pool}`}`;
}

/** For an address that the Service still has and would lose. */
export function addressLost({ service, why }: { readonly service: ObjectKey; readonly why: string }): string {
  return `${service} loses it: ${why}`;
}

export function addressPutAside(until: Instant): string {
  return `no Service gets it until ${new Date(until).toISOString()}, since a stranger on the network uses it`;
}

export const addressInNoPool = "no Service can have it";

export function addressOfNode(node: string): string {
  return `it is ${node}'s own, and in no pool`;
}

export function addressKeptBack(pool: string): string {
  return `no Service gets it, because pool ${pool} does not give it (avoidBuggyIPs)`;
}

export function addressFree({ name, autoAssign }: Pool): string {
  return `pool ${name} gives it to any Service that the pool admits${
    autoAssign ? "" : " and that asks for it (autoAssign: false)"
  }`;
}

export function nodeSummary(
  { owned, stands, all, owners, told, byBGP, byBGPAlone }: {
    readonly owned: number;
    readonly stands: number;
    readonly all: number;
    readonly owners: number;
    /** How many addresses the node announces by BGP. */
    readonly told: number;
    /** How many addresses have a BGPAdvertisement; `byBGPAlone`: and have no L2Advertisement. */
    readonly byBGP: number;
    readonly byBGPAlone: number;
  },
): string {
  const routed = `announces ${told} of ${counted(byBGP, "address")} by BGP`;
  if (byBGPAlone > 0 && byBGPAlone === all) return routed;
  const share = all === 0
    ? "no Service has an address"
    : `has ${owned} of ${counted(all - byBGPAlone, "address")} in use${byBGP === 0 ? "" : " on layer 2"}, which ${
      counted(owners, "node")
    } ${owners === 1 ? "has" : "have"}`;
  return `${share}; stands by for ${stands}${byBGP === 0 ? "" : `; ${routed}`}`;
}

export function announcerText(announcer: KnownAnnouncer | undefined, observed: Observed): string {
  const { leases, settings } = observed;
  if (announcer === undefined) {
    return settings.assume === "live" && leases.length === 0
      ? "assumed to be live: there is no announcer's Lease among the files"
      : "has no Lease: no announcer reports from here";
  }
  const { standing, renewedAt, upSince, links } = announcer;
  const seen = renewedAt === undefined ? "never" : renewedWhen(renewedAt, observed);
  const up = upSince === undefined ? "" : `, up since ${new Date(upSince).toISOString().slice(0, 19)}Z`;
  const has = links === undefined ? "" : `, interfaces ${[...links.keys()].sort().join(", ") || "none"}`;
  const isOld = renewedAt !== undefined && renewedAt < observed.now - yearMs;
  const late = isOld
    ? `, more than a year before ${momentText(observed)}`
    : standing === "gone"
    ? `, which is longer than ${announcerLeaseSeconds} s`
    : standing === "unheard"
    ? ", and no announcer renews its Lease"
    : "";
  if (standing === "unreadable") return `unknown: spec.renewTime of its Lease cannot be read${up}${has}`;
  return `${standing}: renewed its Lease ${seen}${late}${up}${has}`;
}

/** A renewal that is up to 40 s in the future counts as 0 s ago: two clocks may differ. */
function renewedWhen(renewedAt: Instant, observed: Moment): string {
  const seconds = Math.round((observed.now - renewedAt) / 1000);
  return seconds < -announcerLeaseSeconds
    ? `at ${toTimestamp(renewedAt)}, which is later than ${momentText(observed)}: a clock is wrong`
    : seconds * 1000 > yearMs
    ? `at ${toTimestamp(renewedAt)}`
    : secondsAgo(Math.max(0, seconds), observed);
}

/** @param since when the node fell silent, RFC 3339 */
export function fellSilent(since: string): string {
  return `silent since ${since}: another node took its addresses over, and it has not renewed its Lease since`;
}

export const poolNotAdvertised = "no advertisement is for this pool, whatever the Service";

export function mayTellPeers(peers: readonly string[]): string {
  return `by BGP, to ${peers.join(", ")}`;
}

/** @param isSelective whether the advertisement with this name is only for some Services */
export function mayAnnounceAny(advertisements: readonly string[], isSelective: (name: string) => boolean): string {
  const names = advertisements.map((name) => isSelective(name) ? `${name} (only for Services that it selects)` : name);
  return `named by L2Advertisement ${names.join(", ")}`;
}
