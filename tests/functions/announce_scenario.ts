/**
 * Scenarios of `announce` as their tables tell them: `tests/fixtures/announce/README.md` says how a row is read.
 *
 * @module
 */

import type { VirtualIP, VirtualIPStatus } from "../../functions/model/crds.ts";
import type { Duty, Holding } from "../../functions/model/announcing/duty.ts";
import { announcingMessage, unlinkedMessage } from "../../functions/model/announcing/announcer_messages.ts";
import type { Condition, Instant } from "../../functions/model/kubernetes.ts";
import type { Liveness, ProbeRecord } from "../../functions/model/announcing/liveness.ts";
import { type Peer, probeKey, type Situation } from "../../functions/model/announcing/situation.ts";

/** A row. Instants are milliseconds from now, negative for the past; MACs are names of nodes, or `stranger`. */
export interface Scenario {
  readonly name: string;
  readonly me?: string;
  readonly address?: string;
  readonly order?: readonly (string | Readonly<Record<string, readonly string[]>>)[] | "none";
  readonly revision?: number;
  readonly policy?: "Local";
  readonly status?: ToldStatus;
  readonly links?: Readonly<Record<string, readonly string[]>>;
  /** Links that are down. */
  readonly idle?: Readonly<Record<string, readonly string[]>>;
  readonly listening?: number;
  readonly peers?: Readonly<Record<string, Liveness | ToldPeer | "unknown">>;
  readonly probes?: Readonly<Record<string, ToldProbe>>;
  readonly stranger?: { readonly mac?: string; readonly at: number; readonly was?: string };
  /** Which announcer named the address as its own on the wire, and when. */
  readonly overheard?: { readonly mac: string; readonly at: number };
  readonly duty?: Told;
  readonly refresh?: number;
  readonly expect: Expected;
}

interface ToldStatus {
  readonly node?: string;
  readonly revision?: number;
  readonly since?: number;
  readonly conflict?: { readonly reason: string; readonly since: number; readonly status?: "True" | "False" };
  /** Its node says that it has no link for the address. */
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
  readonly informed?: boolean;
  readonly state?: Peer["state"];
  readonly heard?: number;
  /** It has told that its cables are cut. */
  readonly unplugged?: boolean;
}

type Told = string | Readonly<Record<string, unknown>>;

interface Expected {
  readonly duty: Told;
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

/** The MAC that a name stands for, on a link. */
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
  const duty = dutyOf(scenario.duty, scenario);
  return {
    now: scenarioNow,
    node: me,
    listeningSince: scenarioNow + (scenario.listening ?? -3_600_000),
    links: own.map(([name, addresses]) => ({ name, addresses, mac: macOf(me, name) })),
    idle: Object.entries(scenario.idle ?? {}).map(([name, addresses]) => ({ name, addresses, mac: macOf(me, name) })),
    virtualIPs: [virtualIP],
    peers: peersOf(scenario, me, own.map(([name]) => name)),
    announcers: new Map(nodes.flatMap((node) => links.map((link) => [macOf(node, link), node]))),
    probes: new Map(
      Object.entries(scenario.probes ?? {}).map(([link, told]) => [
        probeKey({ address, link }),
        probeOf(told, link),
      ]),
    ),
    strangers: new Map(
      heard === undefined ? [] : [[address, {
        mac: macOf(heard.mac ?? "stranger", "eth0"),
        at: scenarioNow + heard.at,
        ...(heard.was !== undefined && { node: heard.was }),
      }]],
    ),
    rivals: new Map(
      scenario.overheard === undefined
        ? []
        : [[address, { mac: macOf(scenario.overheard.mac, "eth0"), at: scenarioNow + scenario.overheard.at }]],
    ),
    duties: new Map(duty === undefined ? [] : [[address, duty]]),
    refreshSeconds: scenario.refresh ?? 60,
  };
}

function virtualIPOf(scenario: Scenario): VirtualIP {
  const address = addressOf(scenario);
  const { order = ["a", "b", "c"], revision = 1, policy, status } = scenario;
  const entries = order === "none" ? [] : order.map((each) => {
    const [node, interfaces] = typeof each === "string" ? [each] : Object.entries(each)[0] ?? [""];
    return { node, ...(interfaces !== undefined && { interfaces }) };
  });
  const l2 = { order: entries, revision, ...(policy !== undefined && { externalTrafficPolicy: policy }) };
  return {
    apiVersion: "arpeggio.dev/v1alpha1",
    kind: "VirtualIP",
    metadata: { name: address.replaceAll(":", "-") },
    spec: { address, pool: "pool", services: [], ...(order !== "none" && { l2 }) },
    ...(status !== undefined && { status: observedStatus(status) }),
  };
}

function observedStatus({ node, revision, since, conflict, unlinked }: ToldStatus): VirtualIPStatus {
  return {
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

/** What a status says that tells of a holder. */
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
  ["since", "announcedAt", "probingSince", "seenAt", "defendedAt", "unclaimedSince", "relievedSince", "contestedSince"],
);

/** The duty that a row tells of; what it leaves out is as it is for an address that has been established for 10 s. */
function dutyOf(told: Told | undefined, scenario: Scenario): Duty | undefined {
  if (told === undefined) return undefined;
  const details = absolute(typeof told === "string" ? { role: told } : told);
  const address = addressOf(scenario);
  const established = scenarioNow - 10_000;
  switch (details.role) {
    case "holding":
      return holdingOf(details, scenario);
    case "surrogate":
      return { role: "surrogate", address, holder: "b", macs: { eth0: macOf("b", "eth0") }, ...details };
    case "waiting": {
      const { held, ...rest } = details;
      const was = typeof held === "object" ? { held: holdingOf({ ...held }, scenario) } : {};
      return { role: "waiting", address, holder: "b", ...rest, ...was };
    }
    case "mute":
      return { role: "mute", address, toldBy: "b", since: established, ...details };
    case "putAside":
      return {
        role: "putAside",
        address,
        since: established,
        ...details,
        mac: macOf(String(details.mac ?? "stranger"), "eth0"),
      };
    default:
      throw new Error(`Cannot read duty: ${String(details.role)} is no role`);
  }
}

function holdingOf(details: Readonly<Record<string, unknown>>, scenario: Scenario): Holding {
  const established = scenarioNow - 10_000;
  const rest = details.probingSince === undefined ? { announcedAt: established, rounds: 5 } : { rounds: 0 };
  const macs = Object.fromEntries(
    (Array.isArray(details.links) ? details.links : ["eth0"]).map((link) => [link, macOf(scenario.me ?? "a", link)]),
  );
  const common = { address: addressOf(scenario), revision: 1, since: established, links: ["eth0"], macs };
  return { ...common, ...rest, ...details, role: "holding" };
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
