/**
 * A story of three nodes, each of which writes with its own clock, and what a controller decides.
 *
 * @module
 */

import { decide } from "../../../functions/decide.ts";
import { readAnnouncers } from "../../../functions/model/election/announcers.ts";
import { knownProxyText } from "../../../functions/model/announcing/status/proxy_health.ts";
import { annotationKubeProxy } from "../../../functions/model/names.ts";
import type { VirtualIP } from "../../../functions/model/crds.ts";
import type { Condition, Instant } from "../../../functions/model/kubernetes.ts";
import { defaultSettings, type Observed } from "../../../functions/model/observed.ts";
import { observedFrom } from "../../../functions/model/observed_lists.ts";
import { World } from "../../../runtime/host/world.ts";
import { hour, leaseOf, plainWorld } from "../../functions/election_world.ts";
import { present } from "../../functions/scenarios.ts";

/** How far a clock is off at a time of the story, in ms. */
type Skew = (at: number) => number;

export interface Clocks {
  readonly controller: number;
  readonly nodes: Readonly<Record<string, Skew>>;
}

export const day = 24 * hour;
export const decade = 3_652 * day;
export const minute = 60_000;
const second = 1_000;

// The times of the story: n1, the preferred node, dies and comes back. Another host uses the last address.

/** By then every announcer has renewed its Lease. Before, a new controller does not know which nodes live. */
const servicesAt = 10 * second;
const conflictAt = 30 * second;
const contested = "10.0.0.5";
const diesAt = 60 * second;
const bootsAt = 200 * second;
const endsAt = 1_000 * second;
const stepMs = 5 * second;
/** From this time on, a new controller leads. */
const newControllerAt = 350 * second;

export function off(ms: number): Skew {
  return () => ms;
}

/** A clock that is right until `at`, and from then on off by `ms`. */
export function stepped(at: number, ms: number): Skew {
  return (now) => now < at ? 0 : ms;
}

/** Plays the story. Returns a line for each step: the nodes that count as gone, and the order of each address. */
export function told({ controller, nodes }: Clocks): readonly string[] {
  const story = new Story(nodes);
  const lines: string[] = [];
  let leading = story.controller(controller);
  for (let at = 0; at <= endsAt; at += stepMs) {
    if (at === newControllerAt) leading = story.controller(controller);
    lines.push(story.step(at, leading));
  }
  return lines;
}

interface Leading {
  readonly world: World;
  /** Sets the true time. */
  readonly set: (at: number) => void;
  readonly now: () => Instant;
}

const plain = plainWorld(3, 6);

/** The API server's objects and the nodes, each of which writes with its own clock. */
class Story {
  readonly #skews: Clocks["nodes"];
  readonly #start: Observed = {
    ...plain,
    services: plain.services.map((service) => ({ ...service, spec: { ...service.spec, clusterIPs: ["10.96.0.10"] } })),
    settings: { ...defaultSettings, rebalanceAfterSeconds: 60 },
    l2Advertisements: [{
      apiVersion: "metallb.io/v1beta1",
      kind: "L2Advertisement",
      metadata: { name: "all", namespace: "metallb-system" },
      spec: { preferredNodeSelectors: [{ weight: 1, preference: { matchLabels: { rack: "1" } } }] },
    }],
  };
  readonly #virtualIPs = new Map<string, VirtualIP>();
  #version = 1;
  #upSince: Readonly<Record<string, number>> = { n0: -hour, n1: -hour, n2: -hour };

  constructor(skews: Clocks["nodes"]) {
    this.#skews = skews;
  }

  controller(skew: number): Leading {
    let at = 0;
    const now = (): Instant => present + at + skew;
    const world = new World([], () => {}, now);
    return { world, now, set: (time) => at = time };
  }

  step(at: number, { world, set, now }: Leading): string {
    set(at);
    if (at === bootsAt) this.#upSince = { ...this.#upSince, n1: at };
    world.cache("Lease").connected(true);
    this.#announce(at);
    this.#fill(world, at);
    const observed = observedFrom((kind) => world.all(kind), {
      now: now(),
      settings: this.#start.settings,
      followedSince: world.cache("Lease").connectedSince ?? now(),
    });
    const { virtualIPs } = decide(observed);
    this.#plan(virtualIPs);
    const { byNode } = readAnnouncers(observed.leases, observed.now, observed.followedSince);
    const gone = [...byNode].filter(([, { standing }]) => standing === "gone").map(([node]) => ` gone ${node}`);
    const orders = virtualIPs.map(({ metadata: { name }, spec }) =>
      `${name} ${spec.l2?.order.map(({ node }) => node).join() ?? "-"} ${spec.services.length}`
    );
    return `${at / second} s${gone.join("")}: ${orders.sort().join("; ")}`;
  }

  #isUp(node: string, at: number): boolean {
    return node !== "n1" || at < diesAt || at >= bootsAt;
  }

  #fill(world: World, at: number): void {
    if (at >= servicesAt) world.cache("Service").replace(this.#start.services);
    world.cache("Node").replace(this.#start.nodes);
    world.cache("EndpointSlice").replace(this.#start.endpointSlices);
    world.cache("IPAddressPool").replace(this.#start.pools);
    world.cache("L2Advertisement").replace(this.#start.l2Advertisements);
    for (const [node, upSince] of Object.entries(this.#upSince)) {
      if (!this.#isUp(node, at) && world.cache("Lease").isListed) continue;
      const renewedAt = this.#isUp(node, at) ? at : diesAt - stepMs;
      const lease = leaseOf(node, this.#clockOf(node, upSince), this.#clockOf(node, renewedAt));
      // The node's kube-proxy has been healthy since the announcer's start.
      const proxy = knownProxyText(
        { is: "healthy", since: this.#clockOf(node, upSince) },
        lease.spec?.acquireTime ?? "",
      );
      world.cache("Lease").upsert({
        ...lease,
        metadata: {
          ...lease.metadata,
          annotations: { ...lease.metadata.annotations, [annotationKubeProxy]: proxy },
          resourceVersion: String(this.#version++),
        },
      });
    }
    world.cache("VirtualIP").replace([...this.#virtualIPs.values()]);
  }

  /** The announcers: the first live node of an order takes the address, and keeps it under its revision. */
  #announce(at: number): void {
    for (const [name, virtualIP] of this.#virtualIPs) {
      const { spec: { l2 }, status } = virtualIP;
      const order = l2?.order.map(({ node }) => node) ?? [];
      const isHeld = status?.node !== undefined && status.revision === l2?.revision && this.#isUp(status.node, at);
      const node = order.find((each) => this.#isUp(each, at));
      if (isHeld || node === undefined || l2 === undefined) continue;
      const now = new Date(this.#clockOf(node, at)).toISOString();
      if (name !== contested) {
        this.#store(name, { ...virtualIP, status: { node, revision: l2.revision, since: now } });
      } else if (at >= conflictAt && status === undefined) {
        this.#store(name, { ...virtualIP, status: { node, conditions: [strangerSeen(now)] } });
      }
    }
  }

  #plan(virtualIPs: readonly VirtualIP[]): void {
    const kept = new Set(virtualIPs.map(({ metadata: { name } }) => name));
    for (const name of this.#virtualIPs.keys()) if (!kept.has(name)) this.#virtualIPs.delete(name);
    for (const { metadata: { firstSeen: _, ...metadata }, ...rest } of virtualIPs) {
      const before = this.#virtualIPs.get(metadata.name);
      const planned = { ...rest, metadata: { ...metadata, resourceVersion: before?.metadata.resourceVersion ?? "" } };
      if (JSON.stringify(planned) !== JSON.stringify(before)) this.#store(metadata.name, planned);
    }
  }

  #store(name: string, virtualIP: VirtualIP): void {
    const metadata = { ...virtualIP.metadata, resourceVersion: String(this.#version++) };
    this.#virtualIPs.set(name, { ...virtualIP, metadata });
  }

  #clockOf(node: string, at: number): Instant {
    return present + at + (this.#skews[node]?.(at) ?? 0);
  }
}

function strangerSeen(lastTransitionTime: string): Condition {
  return { type: "Conflict", status: "True", reason: "AddressConflict", message: "a stranger", lastTransitionTime };
}
