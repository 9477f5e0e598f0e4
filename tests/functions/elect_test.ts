import assert from "node:assert/strict";
import { elect } from "../../functions/elect.ts";
import { exclusionsOf } from "../../functions/model/election/candidacy.ts";
import type { Elected } from "../../functions/model/election/election.ts";
import { annotationMoved } from "../../functions/model/names.ts";
import { scenariosIn } from "./scenarios.ts";

/** What a scenario may say of one address; what it does not say may be anything. */
interface Expected {
  /** Names of nodes, or `none` when the address is announced by nobody. */
  readonly order?: readonly string[] | "none";
  readonly length?: number;
  readonly revision?: number;
  readonly policy?: "Local" | "none";
  /** The advertisements, each with `@` and nodes where only these may. */
  readonly bgp?: readonly string[] | "none";
  /** By node, the peers that it is to tell, or why it does not. */
  readonly speakers?: Readonly<Record<string, string>>;
  readonly interfaces?: Readonly<Record<string, readonly string[]>>;
  readonly services?: readonly string[];
  readonly pool?: string;
  readonly name?: string;
  readonly virtualIP?: "none";
  /** It is the very object that was observed. */
  readonly same?: true;
  readonly moved?: string;
  readonly reason?: string;
  /** A part of it. */
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
    assert.deepEqual([...inUse].filter((address) => addresses[address] === undefined && isOnly(addresses)), []);
    for (const [address, expected] of Object.entries<Expected>(addresses)) {
      assert.deepEqual(seen(elected, address, expected, observed.virtualIPs), expected, address);
    }
    if (resync !== undefined) assert.equal(elected.resyncAfterSeconds ?? "none", resync);
  });
}

/** A scenario that names no address expects none. */
function isOnly(addresses: Record<string, Expected>): boolean {
  return Object.keys(addresses).length === 0;
}

/** What was decided, as far as the scenario asks. */
function seen(elected: Elected, address: string, expected: Expected, observed: readonly unknown[]): Expected {
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
    same: virtualIP !== undefined && observed.includes(virtualIP),
    moved: virtualIP?.metadata.annotations?.[annotationMoved],
    reason: election?.verdict.reason,
    message: expected.message !== undefined && message.includes(expected.message) ? expected.message : message,
    excluded,
  };
  return Object.fromEntries(Object.entries(all).filter(([key]) => Object.hasOwn(expected, key)));
}
