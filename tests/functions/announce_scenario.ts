/**
 * Reads the scenarios of `announce`; `tests/fixtures/announce/README.md` explains a row.
 *
 * @module
 */

import { probeKey, type ProbeRecord } from "../../functions/model/announcing/liveness/probe.ts";
import type { LostFamilies } from "../../functions/model/wire/lost_families.ts";
import type { Peer } from "../../functions/model/announcing/liveness/peer.ts";
import type { VirtualIP, VirtualIPStatus } from "../../functions/model/crds.ts";
import { bindingsOf } from "../../functions/model/announcing/duties/bound.ts";
import { dutyFrom, type Told } from "./announce_duty.ts";
import type { Duty } from "../../functions/model/announcing/duties/duty.ts";
import { announcingMessage, unlinkedMessage } from "../../functions/model/announcing/status/announcer_messages.ts";
import { suspended } from "../../functions/model/announcing/duties/after_stall.ts";
import { type Signatures, unsigned } from "../../functions/model/announcing/liveness/signature.ts";
import type { Condition, Instant } from "../../functions/model/kubernetes.ts";
import type { Liveness } from "../../functions/model/announcing/liveness/liveness.ts";
import type { Situation } from "../../functions/model/announcing/duties/situation.ts";

/** A row. Instants are milliseconds from now, negative for the past; MACs are names of nodes, or `stranger`. */
export interface Scenario {
  readonly name: string;
  readonly me?: string;
  readonly address?: string;
  readonly order?: readonly (string | Readonly<Record<string, readonly string[]>>)[] | "none";
  readonly revision?: number;
  readonly policy?: "Local";
  /** True: in the plan, the nodes share the hosts. */
  readonly shared?: boolean;
  /** By node: its weight. A node of weight 2 serves twice as many hosts as one of weight 1, which is the default. */
  readonly weights?: Readonly<Record<string, number>>;
  /** By node: how many hosts of the address it serves. */
  readonly served?: Readonly<Record<string, number>>;
  /** The names of the Services on the address. */
  readonly services?: readonly string[];
  readonly status?: ToldStatus;
  readonly links?: Readonly<Record<string, readonly string[]>>;
  /** The links that are down. */
  readonly idle?: Readonly<Record<string, readonly string[]>>;
  /** By link: the families that cannot be served on it, with the last addresses of each. */
  readonly lost?: Readonly<Record<string, LostFamilies>>;
  readonly listening?: number;
  readonly peers?: Readonly<Record<string, Liveness | ToldPeer | "unknown">>;
  /** By silent node: the evidence in its Leases. */
  readonly signatures?: Readonly<Record<string, Partial<Signatures>>>;
  /** By node: the interface that has the address. */
  readonly bound?: Readonly<Record<string, string>>;
  readonly probes?: Readonly<Record<string, ToldProbe>>;
  readonly stranger?: { readonly mac?: string; readonly link?: string; readonly at: number; readonly was?: string };
  /** The MACs of a second announcer with the node's name. */
  readonly twins?: readonly string[];
  /** The last frame in which another announcer claimed the address: the node whose MAC claimed it, and when. */
  readonly seen?: { readonly mac: string; readonly at: number };
  readonly duty?: string | Told;
  /** True: the process has just continued after a stall. */
  readonly stalled?: boolean;
  readonly refresh?: number;
  readonly expect: Expected;
}

interface ToldStatus {
  readonly node?: string;
  readonly revision?: number;
  readonly since?: number;
  /** By node: its hosts at the last count. */
  readonly hosts?: Readonly<Record<string, number>>;
  readonly conflict?: { readonly reason: string; readonly since: number; readonly status?: "True" | "False" };
  /** True: the node in the status reports that it has no link for the address. */
  readonly unlinked?: boolean;
}

interface ToldProbe {
  readonly unanswered?: number;
  readonly answered?: string;
  readonly sent?: number;
}

interface ToldPeer {
  readonly is?: Liveness | Readonly<Record<string, Liveness>>;
  readonly claims?: number;
  readonly declines?: boolean;
  readonly misses?: boolean;
  /** True: the peer's program supports load sharing. Default: true. */
  readonly shares?: boolean;
  readonly informed?: boolean;
  readonly state?: Peer["state"];
  readonly heard?: number;
  /** True: the peer's Lease reports that the peer's cables are unplugged. */
  readonly unplugged?: boolean;
}

interface Expected {
  readonly duty: string | Told;
  readonly answers?: Readonly<Record<string, string>>;
  readonly gratuitous?: readonly string[];
  readonly probes?: readonly string[];
  readonly claims?: number;
  readonly declines?: boolean;
  readonly status?: Readonly<Record<string, unknown>>;
  readonly again?: number;
}

export const scenarioNow: Instant = Date.parse("2026-11-23T10:00:00Z");
const nodes = ["a", "b", "c", "d", "e"];
const links = ["eth0", "eth1", "eth2"];
const stranger = "02:66:66:66:66:66";

/** The MAC of a node on a link. The name `stranger` stands for one MAC on all links. */
export function macOf(name: string, link: string): string {
  if (name === "stranger") return stranger;
  if (!nodes.includes(name) || !links.includes(link)) throw new Error(`Cannot make a MAC: no link ${link} of ${name}`);
  return `02:00:00:00:0${name}:0${links.indexOf(link)}`;
}

export function addressOf(scenario: Scenario): string {
  return scenario.address ?? "10.0.0.200";
}

export function situationOf(scenario: Scenario): Situation {
  const me = scenario.me ?? "a";
  const own = Object.entries(scenario.links ?? { eth0: ["10.0.0.1/24", "2001:db8::1/64"] });
  const virtualIP = virtualIPOf(scenario);
  const address = addressOf(scenario);
  const { stranger: heard } = scenario;
  const duties = dutiesOf(scenario);
  return {
    now: scenarioNow,
    node: me,
    listeningSince: scenarioNow + (scenario.listening ?? -3_600_000),
    links: own.map(([name, addresses]) => {
      const lost = scenario.lost?.[name];
      return { name, addresses, mac: macOf(me, name), ...(lost !== undefined && { lost }) };
    }),
    idle: Object.entries(scenario.idle ?? {}).map(([name, addresses]) => ({ name, addresses, mac: macOf(me, name) })),
    virtualIPs: [virtualIP],
    peers: peersOf(scenario, me, own.map(([name]) => name)),
    signatures: new Map(
      Object.entries(scenario.signatures ?? {}).map(([name, signed]) => [name, { ...unsigned, ...signed }]),
    ),
    leasedMacs: new Map(
      nodes.filter((name) => name !== me).map((
        name,
      ) => [name, new Map(links.map((link) => [link, macOf(name, link)]))]),
    ),
    bindings: bindingsOf(
      Object.entries(scenario.bound ?? {}).map(([node, name]) => ({
        node,
        links: [{ name, addresses: [`${address}/32`] }],
      })),
    ),
    announcers: new Map(nodes.flatMap((node) => links.map((link) => [macOf(node, link), node]))),
    ...(scenario.twins !== undefined && { twins: new Set(scenario.twins.map((name) => macOf(name, "eth0"))) }),
    probes: new Map(
      Object.entries(scenario.probes ?? {}).map(([link, told]) => [
        probeKey({ address, link }),
        probeOf(told, link),
      ]),
    ),
    strangers: new Map(
      heard === undefined ? [] : [[probeKey({ address, link: heard.link ?? "eth0" }), {
        mac: macOf(heard.mac ?? "stranger", "eth0"),
        link: heard.link ?? "eth0",
        at: scenarioNow + heard.at,
        ...(heard.was !== undefined && { node: heard.was }),
      }]],
    ),
    rivals: new Map(
      scenario.seen === undefined
        ? []
        : [[address, { mac: macOf(scenario.seen.mac, "eth0"), link: "eth0", at: scenarioNow + scenario.seen.at }]],
    ),
    duties: scenario.stalled === true ? suspended(duties) : duties,
    hostsServed: new Map([[address, new Map(Object.entries(scenario.served ?? {}))]]),
    refreshSeconds: scenario.refresh ?? 60,
  };
}

function virtualIPOf(scenario: Scenario): VirtualIP {
  const address = addressOf(scenario);
  const { order = ["a", "b", "c"], revision = 1, policy, services = [], status } = scenario;
  const entries = order === "none" ? [] : order.map((each) => {
    const [node, interfaces] = typeof each === "string" ? [each] : Object.entries(each)[0] ?? [""];
    const weight = scenario.weights?.[node];
    return { node, ...(interfaces !== undefined && { interfaces }), ...(weight !== undefined && { weight }) };
  });
  const l2 = {
    order: entries,
    revision,
    ...(policy !== undefined && { externalTrafficPolicy: policy }),
    ...(scenario.shared === true && { loadSharing: "hosts" as const }),
  };
  return {
    apiVersion: "arpeggio.dev/v1alpha1",
    kind: "VirtualIP",
    metadata: { name: address.replaceAll(":", "-") },
    spec: {
      address,
      pool: "pool",
      services: services.map((name) => ({ namespace: "default", name })),
      ...(order !== "none" && { l2 }),
    },
    ...(status !== undefined && { status: observedStatus(status) }),
  };
}

function observedStatus({ node, revision, since, hosts, conflict, unlinked }: ToldStatus): VirtualIPStatus {
  return {
    ...(hosts !== undefined && { hosts: Object.entries(hosts).map(([node, count]) => ({ node, count })) }),
    ...(node !== undefined && { node }),
    ...(revision !== undefined && { revision, interfaces: ["eth0"], conditions: [announced(node ?? "", unlinked)] }),
    ...(since !== undefined && { since: new Date(scenarioNow + since).toISOString() }),
    ...(conflict !== undefined && {
      conditions: [...(revision === undefined ? [] : [announced(node ?? "")]), {
        type: "Conflict",
        status: conflict.status ?? "True",
        reason: conflict.reason,
        message: "",
        lastTransitionTime: new Date(scenarioNow + conflict.since).toISOString(),
      }],
    }),
  };
}

/** The condition `Announced` as the node reports it. `unlinked`: true if the node has no link for the address. */
function announced(node: string, unlinked = false): Condition {
  return {
    type: "Announced",
    ...(unlinked
      ? { status: "False", reason: "InterfaceNotFound", message: unlinkedMessage(node) }
      : { status: "True", reason: "Announcing", message: announcingMessage(node, ["eth0"]) }),
    lastTransitionTime: new Date(scenarioNow - 86_400_000).toISOString(),
  };
}

function peersOf(scenario: Scenario, me: string, own: readonly string[]): ReadonlyMap<string, Peer> {
  const { order = ["a", "b", "c"], peers = {} } = scenario;
  const ordered = order === "none"
    ? []
    : order.flatMap((each) => typeof each === "string" ? [each] : Object.keys(each));
  const names = new Set([...ordered, ...Object.keys(peers)]);
  names.delete(me);
  for (const [name, told] of Object.entries(peers)) if (told === "unknown") names.delete(name);
  return new Map([...names].map((name) => [name, peerOf(name, peers[name] ?? "alive", scenario, own)]));
}

function peerOf(name: string, told: Liveness | ToldPeer | "unknown", scenario: Scenario, own: readonly string[]): Peer {
  const {
    is = "alive",
    claims,
    declines = false,
    misses = false,
    shares = true,
    informed = true,
    state = "running",
    heard,
    unplugged,
  } = typeof told === "string" ? { is: told === "unknown" ? "alive" : told } satisfies ToldPeer : told;
  const liveness = typeof is === "string" ? Object.fromEntries(own.map((link) => [link, is])) : is;
  const address = addressOf(scenario);
  return {
    networks: Object.entries(liveness).map(([link, each]) => ({
      link,
      mac: macOf(name, link),
      liveness: each,
      ...(unplugged && { isUnplugged: true }),
    })),
    state,
    version: informed ? 1 : 0,
    informed,
    claims: new Map(claims === undefined ? [] : [[address, claims]]),
    declines: new Set(declines ? [address] : []),
    misses: new Set(misses ? [address] : []),
    sharesHosts: shares,
    ...(heard !== undefined && { heardAt: scenarioNow + heard }),
  };
}

function probeOf({ unanswered = 0, answered, sent = unanswered + 1 }: ToldProbe, link: string): ProbeRecord {
  return {
    sent,
    lastSentAt: scenarioNow - 50,
    unanswered,
    ...(answered !== undefined && { answer: { at: scenarioNow - 10, mac: macOf(answered, link) } }),
  };
}

const instants = new Set(
  [
    "since",
    "toldSince",
    "announcedAt",
    "announceAt",
    "silentSince",
    "probingSince",
    "askedAt",
    "seenAt",
    "defendedAt",
    "unclaimedSince",
    "relievedSince",
    "until",
    "contestedSince",
    "countAt",
  ],
);

/** The earlier duties of the node, by address. */
export function dutiesOf(scenario: Scenario): ReadonlyMap<string, Duty> {
  const duty = dutyOf(scenario.duty, scenario);
  return new Map(duty === undefined ? [] : [[addressOf(scenario), duty]]);
}

/** The duty of a row. Values that the row leaves out are those of an address that has been held for 10 s. */
function dutyOf(told: string | Told | undefined, scenario: Scenario): Duty | undefined {
  if (told === undefined) return undefined;
  return dutyFrom(absolute(typeof told === "string" ? { state: told } : told), {
    address: addressOf(scenario),
    established: scenarioNow - 10_000,
    macOf,
    me: scenario.me ?? "a",
  });
}

export function absolute(told: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(told).map((
      [key, value],
    ) => [key, typeof value === "number" && instants.has(key) ? scenarioNow + value : inside(value)]),
  );
}

function inside(value: unknown): unknown {
  if (value === "stranger") return stranger;
  return typeof value === "object" && value !== null && !Array.isArray(value) ? absolute({ ...value }) : value;
}
