import type { Peer } from "../../functions/model/announcing/liveness/peer.ts";
import assert from "node:assert/strict";
import fc from "fast-check";
import { announce } from "../../functions/announce.ts";
import { affected } from "../../functions/model/announcing/liveness/affected.ts";
import type { Announcing, Situation } from "../../functions/model/announcing/duties/situation.ts";
import type { VirtualIP } from "../../functions/model/crds.ts";

const now = Date.parse("2026-11-23T10:00:00Z");
const nodes = ["a", "b", "c", "d"];
const addresses = ["10.0.0.201", "10.0.0.202", "10.0.0.203"];
const links = [{ name: "eth0", mac: "02:00:00:00:00:0a", addresses: ["10.0.0.1/24"] }];

const peers: fc.Arbitrary<ReadonlyMap<string, Peer>> = fc.array(
  fc.record({
    networks: fc.tuple(fc.constantFrom("alive", "silent", "announcerDown", "nodeDown"), fc.boolean()).map((
      [liveness, isUnplugged],
    ) => [
      { link: "eth0", mac: "02:00:00:00:00:0b", liveness, ...(isUnplugged && { isUnplugged }) } as const,
    ]),
    state: fc.constantFrom("starting", "running", "restarting"),
    version: fc.nat(3),
    informed: fc.boolean(),
    claims: fc.array(fc.tuple(fc.constantFrom(...addresses), fc.nat(2))).map((claims) => new Map(claims)),
    declines: fc.subarray(addresses).map((declines) => new Set(declines)),
  }),
  { minLength: 3, maxLength: 3 },
).map((each) => new Map(each.map((peer, index) => [nodes[index + 1] ?? "", peer])));

/** Two versions of the same peers. In the second version, one peer may differ. */
const pairs = fc.tuple(peers, peers, fc.constantFrom("b", "c", "d"), fc.boolean()).map(
  ([before, other, node, alike]) => {
    const was = before.get(node);
    const is = other.get(node);
    if (was === undefined || is === undefined) return { before, after: before };
    return {
      before,
      after: new Map([...before, [node, alike ? { ...was, claims: is.claims, declines: is.declines } : is]]),
    };
  },
);

const plans = fc.tuple(
  ...addresses.map((address) =>
    fc.record({ order: fc.shuffledSubarray(nodes, { minLength: 1 }), revision: fc.nat(2) }).map((
      { order, revision },
    ): VirtualIP => ({
      apiVersion: "arpeggio.dev/v1alpha1",
      kind: "VirtualIP",
      metadata: { name: address },
      spec: { address, pool: "pool", services: [], l2: { order: order.map((node) => ({ node })), revision } },
    }))
  ),
);

function seen(virtualIPs: readonly VirtualIP[], peers: ReadonlyMap<string, Peer>): Situation {
  return {
    now,
    node: "a",
    listeningSince: now - 60_000,
    links,
    idle: [],
    virtualIPs,
    peers,
    announcers: new Map(),
    probes: new Map(),
    signatures: new Map(),
    leasedMacs: new Map(),
    bindings: new Map(),
    strangers: new Map(),
    rivals: new Map(),
    duties: new Map(),
    refreshSeconds: 60,
  };
}

function of(address: string, { duties, answers, probes, claims, declines }: Announcing): unknown {
  return {
    duty: duties.get(address),
    answers: answers.get(address),
    probes: probes.filter((each) => each.address === address),
    claims: claims.filter((each) => each.address === address),
    declines: declines.includes(address),
  };
}

Deno.test("if a change of the peers does not affect an address, its decision stays the same", () => {
  fc.assert(fc.property(plans, pairs, (virtualIPs, { before, after }) => {
    const situation = seen(virtualIPs, before);
    const { duties } = announce(situation);
    const touched = affected(before, after);
    if (touched === "all") return;
    const was = announce({ ...situation, duties });
    const is = announce({ ...situation, duties, peers: after });
    for (const address of addresses) if (!touched.has(address)) assert.deepEqual(of(address, is), of(address, was));
  }));
});

Deno.test("each address is decided independently: alone, it gets the same decision as together with the others", () => {
  fc.assert(fc.property(plans, peers, (virtualIPs, each) => {
    const situation = seen(virtualIPs, each);
    const { duties } = announce(situation);
    const all = announce({ ...situation, duties });
    for (const virtualIP of virtualIPs) {
      const { address } = virtualIP.spec;
      assert.deepEqual(of(address, announce({ ...situation, duties, virtualIPs: [virtualIP] })), of(address, all));
    }
  }));
});

Deno.test("a cut cable in a peer's Lease affects every address", () => {
  const network = { link: "eth0", mac: "02:00:00:00:00:0b", liveness: "nodeDown" } as const;
  const peer: Peer = {
    networks: [network],
    state: "running",
    version: 0,
    informed: false,
    claims: new Map(),
    declines: new Set(),
  };
  const before = new Map([["b", peer]]);
  assert.deepEqual(affected(before, new Map([["b", { ...peer, version: 1 }]])), new Set());
  assert.equal(affected(before, new Map([["b", { ...peer, networks: [{ ...network, isUnplugged: true }] }]])), "all");
});
