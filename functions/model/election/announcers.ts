/**
 * The announcers of the nodes, as their Leases show them.
 *
 * @module
 */

import { announcerLeaseSeconds } from "../lease_times.ts";
import { type HeartbeatStanding, readHeartbeatStanding } from "../announcing/heartbeat/heartbeat_standing.ts";
import { type KeyRift, keyRifts } from "../announcing/heartbeat/key_rifts.ts";
import { lostEverywhere, readLinks } from "../announcing/status/announcer_lease.ts";
import { ownInstant } from "../first_seen.ts";
import { toInstant } from "../instant.ts";
import type { Instant, IPFamily, Lease } from "../kubernetes.ts";
import { compare } from "../order.ts";
import { asText } from "../shape.ts";
import { type BGPStanding, readBGPStanding } from "../announcing/bgp_standing.ts";
import { type KnownProxy, knownProxyOf } from "../announcing/status/proxy_health.ts";
import { annotationBGP, annotationLinks, annotationTwin, annotationUnheard } from "../names.ts";
import { nodeOfLease } from "../node_names.ts";

export interface KnownAnnouncer {
  /**
   * - `live`: the Lease was renewed within the last 40 s.
   * - `doubtful`: the Lease was not renewed for 40 s, but this controller has watched the Leases for less than 40 s, so
   *   a renewal may still come.
   * - `unheard`: all announcers have stopped renewing their Leases, and this one stopped within 20 s of the last of
   *   them. So the connection to the API server is suspect.
   * - `unreadable`: the Lease's `renewTime` cannot be read. An API server refuses such a Lease, but a file may have one.
   * - `gone`: the Lease was not renewed for 40 s, and no exception applies.
   */
  readonly standing: "live" | "doubtful" | "unheard" | "unreadable" | "gone";
  readonly renewedAt?: Instant;
  /** Since when the announcer has been running. */
  readonly upSince?: Instant;
  /** The addresses of each link, in CIDR notation, by name of the link; absent: not known. */
  readonly links?: ReadonlyMap<string, readonly string[]>;
  /** The families of addresses that the node cannot serve on any link; absent: none. */
  readonly lost?: readonly IPFamily[];
  /** The start of a second announcer with the same node name, RFC 3339; absent: there is none. */
  readonly twin?: string;
  /** The health of the node's kube-proxy; absent: not known. */
  readonly proxy?: KnownProxy;
  /** Absent: the announcer does not speak BGP, or is assumed. */
  readonly bgp?: BGPStanding;
  /** Nodes whose heartbeats this announcer does not receive. */
  readonly unheard?: readonly string[];
  /** Absent: not known, for example because the announcer is of one of the first development versions. */
  readonly heartbeat?: HeartbeatStanding;
  /** Present: no announcer has a Lease, as in a world from files, so an announcer of this release is assumed. */
  readonly isAssumed?: true;
}

export interface Announcers {
  readonly byNode: ReadonlyMap<string, KnownAnnouncer>;
  /** When the next Lease expires, or the first 40 s of watching end. */
  readonly changesAt: Instant;
}

/**
 * Each announcer renews its Lease every 10 s. If none has renewed for this time, we suspect the connection to the API
 * server and not the announcers.
 */
const silentSeconds = 15;

/** Announcers whose last renewals lie within this time stopped together. */
const togetherSeconds = 20;

/**
 * The announcers by their Leases.
 *
 * @param followedSince see `Observed.followedSince`
 */
export function readAnnouncers(leases: readonly Lease[], now: Instant, followedSince?: Instant): Announcers {
  const doubtUntil = (followedSince ?? -Infinity) + announcerLeaseSeconds * 1000;
  const byNode = new Map<string, KnownAnnouncer>();
  let changesAt = Infinity;
  const latest = latestByNode(leases);
  const isUnheard = silenceOf([...latest.values()], now);
  for (const [node, lease] of latest) {
    const renewedAt = toInstant(lease.spec?.renewTime);
    const upSince = ownInstant(lease.metadata, "up", lease.spec?.acquireTime);
    const told = readLinks(lease.metadata.annotations?.[annotationLinks]);
    const links = told?.map(({ name, addresses }) => [name, addresses] as const);
    const lost = lostEverywhere(told ?? []);
    const bgp = readBGPStanding(lease.metadata.annotations?.[annotationBGP]);
    const twin = lease.metadata.annotations?.[annotationTwin];
    const proxy = knownProxyOf(lease, upSince);
    const heartbeat = readHeartbeatStanding(lease);
    const unheard = asText(lease.metadata.annotations?.[annotationUnheard]).split(",").filter((each) => each !== "");
    const until = (renewedAt ?? -Infinity) + announcerLeaseSeconds * 1000;
    const standing = renewedAt === undefined && lease.spec?.renewTime !== undefined
      ? "unreadable"
      : now < until
      ? "live"
      : now < doubtUntil
      ? "doubtful"
      : isUnheard(renewedAt)
      ? "unheard"
      : "gone";
    if (standing === "live" || standing === "doubtful") {
      changesAt = Math.min(changesAt, standing === "live" ? until : doubtUntil);
    }
    byNode.set(node, {
      standing,
      ...(renewedAt !== undefined && { renewedAt }),
      ...(upSince !== undefined && { upSince }),
      ...(links !== undefined && { links: new Map(links) }),
      ...(lost.length > 0 && { lost }),
      ...(twin !== undefined && { twin }),
      ...(proxy !== undefined && standing !== "gone" && { proxy }),
      ...(bgp !== undefined && { bgp }),
      ...(heartbeat !== undefined && { heartbeat }),
      ...(unheard.length > 0 && { unheard }),
    });
  }
  return { byNode, changesAt };
}

/** The live announcers that exchange no heartbeats with most of the others because of their keys. */
export function keyRiftsOf({ byNode }: Announcers): readonly KeyRift[] {
  const live = [...byNode].filter(([, { standing }]) => standing === "live");
  return keyRifts(new Map(live.map(([node, { heartbeat }]) => [node, heartbeat])));
}

/**
 * By node: the live announcers whose heartbeats this node's announcer does not receive; sorted. Both announcers live,
 * so the cause is in the network between the nodes, or in the keys.
 *
 * @param silent the nodes that are known to be silent although their Leases have not expired
 */
export function unheardOf(
  { byNode }: Announcers,
  silent: ReadonlyMap<string, Instant>,
): ReadonlyMap<string, readonly string[]> {
  const isLive = (node: string): boolean => byNode.get(node)?.standing === "live" && !silent.has(node);
  const found = [...byNode].map(([node, { unheard = [] }]) =>
    [node, isLive(node) ? unheard.filter(isLive).sort() : []] as const
  );
  return new Map(found.filter(([, others]) => others.length > 0));
}

/** By node whose kube-proxy fails: since when. */
export function failingProxiesOf({ byNode }: Announcers): ReadonlyMap<string, Instant> {
  return new Map(
    [...byNode].flatMap(([node, { proxy }]) => proxy?.is === "failing" ? [[node, proxy.since] as const] : []),
  );
}

/** By node: the start of a second announcer with its name, RFC 3339; sorted. */
export function twinsOf({ byNode }: Announcers): ReadonlyMap<string, string> {
  const found = [...byNode].flatMap(([node, { twin }]) => twin === undefined ? [] : [[node, twin] as const]);
  return new Map(found.sort(([one], [other]) => compare(one, other)));
}

/** The time of the last renewal, if no announcer has renewed its Lease for 40 s and at least two stopped together. */
export function allSilentSince(leases: readonly Lease[], now: Instant): Instant | undefined {
  const last = leases.reduce(
    (latest, { spec }) => Math.max(latest, toInstant(spec?.renewTime) ?? -Infinity),
    -Infinity,
  );
  const isOut = now - last > announcerLeaseSeconds * 1000;
  return isOut && silenceOf(leases, now)(last) ? last : undefined;
}

/**
 * Returns a function of an announcer's last renewal: true if that announcer stopped renewing together with the others.
 */
function silenceOf(leases: readonly Lease[], now: Instant): (renewedAt: Instant | undefined) => boolean {
  const renewals = leases.map(({ spec }) => toInstant(spec?.renewTime) ?? -Infinity);
  const last = Math.max(...renewals);
  const isTogether = (renewedAt = -Infinity): boolean => renewedAt > last - togetherSeconds * 1000;
  const isUnheard = now - last > silentSeconds * 1000 && renewals.filter(isTogether).length > 1;
  return isUnheard ? isTogether : () => false;
}

/** The Lease of each node; if a node has several, the one with the last renewal. */
function latestByNode(leases: readonly Lease[]): ReadonlyMap<string, Lease> {
  const latest = new Map<string, Lease>();
  for (const lease of leases) {
    const node = nodeOfLease(lease);
    if (node === undefined || node === "") continue;
    const other = latest.get(node);
    if (other === undefined || isLater(lease, other)) latest.set(node, lease);
  }
  return latest;
}

function isLater(lease: Lease, other: Lease): boolean {
  const renewed = toInstant(lease.spec?.renewTime) ?? -Infinity;
  const before = toInstant(other.spec?.renewTime) ?? -Infinity;
  return renewed === before ? lease.metadata.name < other.metadata.name : renewed > before;
}
