/**
 * Metrics of an announcer's ARP and NDP traffic and of its duties.
 *
 * @module
 */

import type { OnLink } from "../../functions/model/announcing/liveness/probe.ts";
import type { Answer } from "../../functions/model/announcing/duties/answer.ts";
import { isToldOf } from "../../functions/model/announcing/duties/defence.ts";
import type { Duty } from "../../functions/model/announcing/duties/duty.ts";
import { conditionOf } from "../../functions/model/conditions.ts";
import type { VirtualIP } from "../../functions/model/crds.ts";
import { conflictReasonOf } from "../../functions/model/reasons.ts";
import { dropReasons } from "../../functions/model/wire/drop_reasons.ts";
import type { WirePort } from "../announcer/wire_port.ts";
import { Counts } from "../ground/counts.ts";
import type { Registry, Sample } from "./registry.ts";

export class Layer2Tally {
  readonly answered: Counts<{ readonly ip: string }> = new Counts();
  readonly gratuitous: Counts<{ readonly ip: string }> = new Counts();
  readonly #dropped = new Map<string, number>();

  noteAnswer(answer: Answer): void {
    if ("reply" in answer) this.answered.add({ ip: answer.address });
    else this.#dropped.set(answer.drop, (this.#dropped.get(answer.drop) ?? 0) + 1);
  }

  noteGratuitous(sent: readonly OnLink[]): void {
    for (const { address } of sent) this.gratuitous.add({ ip: address });
  }

  /** Keeps only the counts of addresses for which this node has a duty. */
  keep(duties: ReadonlyMap<string, Duty>): void {
    for (const counts of [this.answered, this.gratuitous]) counts.keep(({ ip }) => duties.has(ip));
  }

  get dropped(): readonly Sample[] {
    return Object.keys(dropReasons).map((reason) => ({ labels: { reason }, value: this.#dropped.get(reason) ?? 0 }));
  }
}

export function layer2Metrics(registry: Registry, tally: Layer2Tally, wire: Pick<WirePort, "links">): void {
  registry.counter({
    name: "metallb_layer2_requests_received",
    help: "ARP requests and neighbor solicitations for an address that this node answers for",
  }, () => tally.answered);
  registry.counter({
    name: "metallb_layer2_responses_sent",
    help: "Answers to such requests and solicitations",
  }, () => tally.answered);
  registry.counter({
    name: "metallb_layer2_gratuitous_sent",
    help: "Unsolicited announcements, on each interface: gratuitous ARP as request and reply, or an unsolicited NA",
  }, () => tally.gratuitous);
  registry.counter({
    name: "arpeggio_frames_dropped_total",
    help: "Frames about a followed address that were not answered",
  }, () => tally.dropped);
  registry.gauge({
    name: "arpeggio_links",
    help: "Interfaces that are up and may be used",
  }, () => [{ value: wire.links.length }]);
}

/** @param counts by shared address, then by node: how many hosts the node serves */
export function sharingMetrics(
  registry: Registry,
  node: string,
  counts: () => ReadonlyMap<string, ReadonlyMap<string, number>>,
): void {
  registry.gauge({
    name: "arpeggio_hosts_served",
    help: "With load sharing: hosts that this node serves, by shared address",
  }, () => [...counts()].map(([ip, served]) => ({ labels: { ip }, value: served.get(node) ?? 0 })));
}

type Look = () => {
  readonly duties: ReadonlyMap<string, Duty>;
  readonly virtualIPs: readonly VirtualIP[];
  /** The VirtualIPs that this node announces by BGP. */
  readonly byBGP: readonly VirtualIP[];
};

interface DutyScene {
  readonly node: string;
  /** The announcer's clock. The times in duties are by this clock. */
  readonly clock: () => number;
}

/** Metrics of the addresses that this node announces, and of its other duties. */
export function dutyMetrics(registry: Registry, { node, clock }: DutyScene, look: Look): void {
  registry.gauge({
    name: "metallb_speaker_announced",
    help: "1 for each Service and address that this node announces",
  }, () => announced(node, look()));
  registry.gauge({
    name: "arpeggio_duties",
    help: `Addresses by what this node does for them. ${
      Object.entries(roles).map(([role, text]) => `${role}: ${text}`).join("; ")
    }`,
  }, () => {
    const duties = [...look().duties.values()];
    return Object.keys(roles).map((role) => ({
      labels: { role },
      value: duties.filter((duty) => duty.role === role).length,
    }));
  });
  registry.gauge(
    {
      name: "arpeggio_address_conflict",
      help: "1 while another host answers for an address of this node, or an interface of a node has it",
    },
    () => contested(look(), clock()).map(({ address }) => ({ labels: { ip: address }, value: 1 })),
  );
}

function* announced(node: string, { duties, virtualIPs, byBGP }: ReturnType<Look>): Generator<Sample> {
  for (const virtualIP of virtualIPs) {
    const role = duties.get(virtualIP.spec.address)?.role;
    if (role === "holding" || role === "sharing") {
      yield* samplesOf(virtualIP, { protocol: "layer2", node });
    }
  }
  for (const virtualIP of byBGP) yield* samplesOf(virtualIP, { protocol: "bgp", node });
}

function* samplesOf(
  { spec: { address, services } }: VirtualIP,
  { protocol, node }: { readonly protocol: string; readonly node: string },
): Generator<Sample> {
  for (const { namespace, name } of services) {
    yield { labels: { service: `${namespace}/${name}`, protocol, node, ip: address }, value: 1 };
  }
}

/** The node's behaviour for an address, by role. */
const roles = {
  holding: "this node answers with its own MAC",
  sharing: "it answers the hosts that are assigned to it",
  surrogate: "it answers with the holder's MAC, whose announcer is away",
  waiting: "another node answers",
  mute: "its answers do not arrive, and it leaves the address to a peer",
  putAside: "a stranger uses the address",
} as const satisfies Readonly<Record<Duty["role"], string>>;

function contested({ duties, virtualIPs }: ReturnType<Look>, now: number): readonly Duty[] {
  const bound = new Set(virtualIPs.filter(isBound).map(({ spec: { address } }) => address));
  return [...duties.values()].filter((duty) => {
    if (duty.role === "putAside") return true;
    if (duty.role !== "sharing" && (duty.role !== "holding" || duty.state === "probing")) return false;
    return bound.has(duty.address) || (duty.conflict.is !== "no" && isToldOf(duty.conflict, now));
  });
}

/** True if the status says that an interface of a node has the address. Duties do not record this conflict. */
function isBound({ status }: VirtualIP): boolean {
  const conflict = conditionOf(status?.conditions, "Conflict");
  return conflict?.status === "True" && conflictReasonOf(conflict.reason) === "BoundOnNode";
}
