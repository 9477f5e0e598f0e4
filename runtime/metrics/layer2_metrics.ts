/**
 * What an announcer does on the wire.
 *
 * @module
 */

import type { Answer } from "../../functions/model/announcing/answer.ts";
import { isToldOf } from "../../functions/model/announcing/defence.ts";
import type { Duty } from "../../functions/model/announcing/duty.ts";
import type { OnLink } from "../../functions/model/announcing/situation.ts";
import type { VirtualIP } from "../../functions/model/crds.ts";
import { dropReasons } from "../../functions/model/wire/drop_reasons.ts";
import { Counts } from "../counts.ts";
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

  /** Forgets addresses that are no duty of this node any more. */
  keep(duties: ReadonlyMap<string, Duty>): void {
    for (const counts of [this.answered, this.gratuitous]) counts.keep(({ ip }) => duties.has(ip));
  }

  get dropped(): readonly Sample[] {
    return Object.keys(dropReasons).map((reason) => ({ labels: { reason }, value: this.#dropped.get(reason) ?? 0 }));
  }
}

export function layer2Metrics(registry: Registry, tally: Layer2Tally): void {
  registry.counter({
    name: "metallb_layer2_requests_received",
    help: "ARP requests and neighbor solicitations for an address that this node answers for",
  }, () => tally.answered);
  registry.counter({
    name: "metallb_layer2_responses_sent",
    help: "Answers to them",
  }, () => tally.answered);
  registry.counter({
    name: "metallb_layer2_gratuitous_sent",
    help:
      "Announcements that nobody asked for, on each interface: gratuitous ARP as request and reply, or an unsolicited NA",
  }, () => tally.gratuitous);
  registry.counter({
    name: "arpeggio_frames_dropped_total",
    help: "Frames about an address of interest that were not answered",
  }, () => tally.dropped);
}

type Look = () => {
  readonly duties: ReadonlyMap<string, Duty>;
  readonly virtualIPs: readonly VirtualIP[];
  /** Those that are announced by BGP. */
  readonly byBGP: readonly VirtualIP[];
};

/** What this node announces, and for what else it has a role. */
export function dutyMetrics(registry: Registry, node: string, look: Look): void {
  registry.gauge({
    name: "metallb_speaker_announced",
    help: "1 for each Service and address that this node announces",
  }, () => announced(node, look()));
  registry.gauge({
    name: "arpeggio_duties",
    help:
      "Addresses by what this node does for them: holding, surrogate (for a holder whose announcer is away), waiting, putAside",
  }, () => {
    const duties = [...look().duties.values()];
    return roles.map((role) => ({ labels: { role }, value: duties.filter((duty) => duty.role === role).length }));
  });
  registry.gauge(
    {
      name: "arpeggio_address_conflict",
      help: "1 while another host answers for an address of this node",
    },
    () => contested(look().duties, Date.now()).map(({ address }) => ({ labels: { ip: address }, value: 1 })),
  );
}

function* announced(node: string, { duties, virtualIPs, byBGP }: ReturnType<Look>): Generator<Sample> {
  for (const virtualIP of virtualIPs) {
    if (duties.get(virtualIP.spec.address)?.role === "holding") {
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

const roles = ["holding", "surrogate", "waiting", "putAside"] as const satisfies readonly Duty["role"][];

function contested(duties: ReadonlyMap<string, Duty>, now: number): readonly Duty[] {
  return [...duties.values()].filter((duty) =>
    duty.role === "putAside" ||
    (duty.role === "holding" && duty.conflict !== undefined && isToldOf(duty.conflict, now))
  );
}
