import assert from "node:assert/strict";
import { elect } from "../../functions/elect.ts";
import type { VirtualIP } from "../../functions/model/crds.ts";
import { exclusionsOf } from "../../functions/model/election/exclusions.ts";
import type { Elected } from "../../functions/model/election/election.ts";
import { annotationMoved } from "../../functions/model/names.ts";
import { scenariosIn } from "./scenarios.ts";

/** The expectation for one address; omitted fields may have any value. */
interface Expected {
  /** Names of nodes, or `none` if no node announces the address. */
  readonly order?: readonly string[] | "none";
  readonly length?: number;
  readonly revision?: number;
  readonly policy?: "Local" | "none";
  /** With load sharing: the weights of the nodes that share the address. */
  readonly shared?: Readonly<Record<string, number>> | "none";
  /** The BGPAdvertisements; with `@` and names of nodes if only those nodes may announce. */
  readonly bgp?: readonly string[] | "none";
  /** By node: the peers to which the node announces, or why it announces to no peer. */
  readonly speakers?: Readonly<Record<string, string>>;
  readonly interfaces?: Readonly<Record<string, readonly string[]>>;
  readonly services?: readonly string[];
  readonly pool?: string;
  readonly name?: string;
  readonly virtualIP?: "none";
  /** True: the result has the observed `spec` itself, not a copy. */
  readonly same?: true;
  readonly moved?: string;
  readonly reason?: string;
  /** A part of the message. */
  readonly message?: string;
  readonly excluded?: Readonly<Record<string, string>>;
}

for (const { name, observed, expect } of scenariosIn("elect")) {
  Deno.test(`elect: ${name}`, () => {
    const elected = elect(observed);
    const { resync, ...addresses } = expect;
    const inUse = new Set([
      ...elected.virtualIPs.map((each) => each.spec.address),
      ...elected.elections.map((each) => each.address),
    ]);
    assert.deepEqual([...inUse].filter((address) => addresses[address] === undefined && namesNone(addresses)), []);
    for (const [address, expected] of Object.entries<Expected>(addresses)) {
      assert.deepEqual(seen(elected, address, expected, observed.virtualIPs), expected, address);
    }
    if (resync !== undefined) assert.equal(elected.resyncAfterSeconds ?? "none", resync);
  });
}

/** True if the scenario names no address. Then no address may be in use. */
function namesNone(addresses: Record<string, Expected>): boolean {
  return Object.keys(addresses).length === 0;
}

/** The part of the result that the scenario names. */
function seen(elected: Elected, address: string, expected: Expected, observed: readonly VirtualIP[]): Expected {
  const virtualIP = elected.virtualIPs.find((each) => each.spec.address === address);
  const election = elected.elections.find((each) => each.address === address);
  const order = virtualIP?.spec.l2?.order;
  const message = election?.verdict.message ?? "";
  const excluded = Object.fromEntries(
    (election === undefined ? [] : exclusionsOf(election.candidacy)).map(({ node, reason }) => [node, reason]),
  );
  const all = {
    order: order?.map((entry) => entry.node) ?? "none",
    length: order?.length,
    revision: virtualIP?.spec.l2?.revision,
    policy: virtualIP?.spec.l2?.externalTrafficPolicy ?? "none",
    shared: virtualIP?.spec.l2?.loadSharing === "hosts"
      ? Object.fromEntries((order ?? []).map(({ node, weight = 1 }) => [node, weight]))
      : "none",
    bgp:
      virtualIP?.spec.bgp?.advertisements.map(({ name, nodes }) =>
        nodes === undefined ? name : `${name}@${nodes.join(",")}`
      ) ?? "none",
    speakers: Object.fromEntries([
      ...election?.bgp?.speakers.map(({ node, peers }) => [node, peers.join(" ")]) ?? [],
      ...election?.bgp?.excluded.map(({ node, reason }) => [node, reason]) ?? [],
    ]),
    interfaces: Object.fromEntries(
      (order ?? []).flatMap((entry) => entry.interfaces ? [[entry.node, entry.interfaces]] : []),
    ),
    services: virtualIP?.spec.services.map((each) => `${each.namespace}/${each.name}`),
    pool: virtualIP?.spec.pool,
    name: virtualIP?.metadata.name,
    virtualIP: virtualIP === undefined ? "none" : "there",
    same: observed.some(({ spec }) => spec === virtualIP?.spec),
    moved: virtualIP?.metadata.annotations?.[annotationMoved],
    reason: election?.verdict.reason,
    message: expected.message !== undefined && message.includes(expected.message) ? expected.message : message,
    excluded,
  };
  return Object.fromEntries(Object.entries(all).filter(([key]) => Object.hasOwn(expected, key)));
}
