import assert from "node:assert/strict";
import fc from "fast-check";
import { elect } from "../../functions/elect.ts";
import { type KnownProxy, knownProxyText } from "../../functions/model/announcing/status/proxy_health.ts";
import { annotationKubeProxy } from "../../functions/model/names.ts";
import type { Observed } from "../../functions/model/observed.ts";
import { countsOf, hour, leaseOf, ownersOf, plainWorld, reported, worlds } from "./election_world.ts";
import { present } from "./scenarios.ts";

const sizes = { nodes: fc.integer({ min: 1, max: 12 }), services: fc.integer({ min: 0, max: 60 }) };

Deno.test("elect: in a new election, the numbers of addresses of two nodes differ by at most one", () => {
  fc.assert(fc.property(sizes.nodes, sizes.services, (nodes, services) => {
    const world = plainWorld(nodes, services);
    assertBalanced(world, elect(world).virtualIPs);
  }));
});

Deno.test("elect: the order of the input is irrelevant", () => {
  fc.assert(fc.property(worlds, fc.infiniteStream(fc.nat()), (world, dice) => {
    const settled = settle(world);
    const shuffled: Observed = {
      ...settled,
      services: shuffle(settled.services, dice),
      nodes: shuffle(settled.nodes, dice),
      leases: shuffle(settled.leases, dice),
      endpointSlices: shuffle(settled.endpointSlices, dice),
      l2Advertisements: shuffle(settled.l2Advertisements, dice),
      virtualIPs: shuffle(settled.virtualIPs.slice(0, settled.virtualIPs.length / 2), dice),
    };
    const straight = { ...settled, virtualIPs: settled.virtualIPs.slice(0, settled.virtualIPs.length / 2) };
    assert.deepEqual(elect(shuffled), elect(straight));
  }));
});

Deno.test("elect: a second pass changes nothing, before and after the owners have reported", () => {
  fc.assert(fc.property(worlds, fc.integer({ min: 0, max: 24 * hour }), (world, later) => {
    const first = elect(world).virtualIPs;
    assertSame(elect({ ...world, virtualIPs: first }).virtualIPs, first);
    const told = reported(first, present);
    assertSame(elect({ ...world, virtualIPs: told }).virtualIPs, told);
    const settled = settle(world, later);
    assertSame(elect(settled).virtualIPs, settled.virtualIPs);
  }));
});

Deno.test("elect: the loss of a node moves only its own addresses, and no revision is raised", () => {
  fc.assert(fc.property(worlds, fc.nat(), fc.constantFrom("gone", "excluded", "silent"), (world, nth, how) => {
    const settled = settle(world, 2 * hour);
    const lost = settled.nodes[nth % settled.nodes.length]?.metadata.name ?? "";
    const before = ownersOf(settled.virtualIPs);
    const after = elect(lose(settled, lost, how)).virtualIPs;
    for (const [address, owner] of ownersOf(after)) {
      if (before.get(address) === lost) {
        assert.ok(owner !== lost || isAlone(after, address), `${address} stays on ${lost}`);
      } else assert.equal(owner, before.get(address), `${address} moves though ${lost} did not own it`);
    }
    for (const { spec } of after) {
      const was = settled.virtualIPs.find((each) => each.spec.address === spec.address);
      assert.equal(spec.l2?.revision ?? was?.spec.l2?.revision, was?.spec.l2?.revision);
    }
  }));
});

Deno.test("elect: when the kube-proxy of a node fails, only its own addresses move, and only to another candidate", () => {
  fc.assert(fc.property(worlds, fc.nat(), (world, nth) => {
    const healthy = withProxies(settle(world, 2 * hour), {});
    const failing = healthy.nodes[nth % healthy.nodes.length]?.metadata.name ?? "";
    const before = ownersOf(healthy.virtualIPs);
    const { virtualIPs, elections } = elect(withProxies(healthy, { failing: [failing] }));
    for (const [address, owner] of ownersOf(virtualIPs)) {
      if (before.get(address) !== failing) {
        assert.equal(owner, before.get(address), `${address} moves though ${failing} did not own it`);
      } else assert.ok(owner !== failing || isAlone(virtualIPs, address), `${address} stays on ${failing}`);
    }
    for (const { candidacy } of elections) {
      assert.ok(candidacy.failure !== undefined || candidacy.candidates.size > 0, "no node is left");
    }
    const moved = withProxies({ ...healthy, virtualIPs: reported(virtualIPs, healthy.now) }, { failing: [failing] });
    assert.deepEqual(elect(moved).virtualIPs.map(({ spec }) => spec), moved.virtualIPs.map(({ spec }) => spec));
  }));
});

Deno.test("elect: when the kube-proxies of all nodes fail, or that of no node is known to be healthy, nothing moves", () => {
  fc.assert(fc.property(worlds, fc.subarray(["n0", "n1", "n2", "n3"]), (world, some) => {
    const healthy = withProxies(settle(world, 2 * hour), {});
    const all = healthy.nodes.map(({ metadata: { name } }) => name);
    const worse = [
      withProxies(healthy, { failing: all }),
      withProxies(healthy, { failing: some, unknown: all.filter((name) => !some.includes(name)) }),
    ];
    for (const each of worse) assertSame(elect(each).virtualIPs, healthy.virtualIPs);
  }));
});

Deno.test("elect: when a kube-proxy is healthy again, nothing moves back to its node", () => {
  fc.assert(fc.property(fc.integer({ min: 2, max: 12 }), sizes.services, (nodes, services) => {
    const healthy = withProxies(settle(plainWorld(nodes, services), 2 * hour), {});
    const failing = withProxies(healthy, { failing: ["n0"] });
    const left = reported(elect(failing).virtualIPs, healthy.now);
    assert.deepEqual([...ownersOf(left)].filter(([, owner]) => owner === "n0"), []);
    const again = elect(withProxies({ ...healthy, virtualIPs: left }, { healthySince: healthy.now - 30_000 }));
    assert.deepEqual(ownersOf(again.virtualIPs), ownersOf(left));
  }));
});

Deno.test("elect: after the loss of a node, the other nodes are balanced; after its return and the hold-down, all nodes are", () => {
  fc.assert(fc.property(fc.integer({ min: 2, max: 12 }), sizes.services, (nodes, services) => {
    const settled = settle(plainWorld(nodes, services));
    const without = lose(settled, "n0", "gone");
    const lost = { ...without, virtualIPs: reported(elect(without).virtualIPs, present) };
    assertBalanced(lost, lost.virtualIPs);

    const back = {
      ...settled,
      leases: [...without.leases, leaseOf("n0", present, present)],
      virtualIPs: lost.virtualIPs,
    };
    const returned = { ...back, virtualIPs: elect(back).virtualIPs };
    assert.deepEqual(ownersOf(returned.virtualIPs), ownersOf(lost.virtualIPs), "nothing moves at once");

    const later = at(returned, present + 300_000);
    const moved = elect(later).virtualIPs;
    assertBalanced(later, moved);
    const moves = [...ownersOf(moved)].filter(([address, owner]) => owner !== ownersOf(lost.virtualIPs).get(address));
    assert.equal(moves.length, Math.floor(services / nodes), "just the excess moves");
    assert.ok(moves.every(([, owner]) => owner === "n0"));
  }));
});

Deno.test("elect: whatever happens, owners are candidates, revisions never fall, and in the end nothing changes", () => {
  const step = fc.record({
    node: fc.nat({ max: 5 }),
    what: fc.constantFrom("fails", "returns", "drains", "stands in", "waits"),
  });
  fc.assert(fc.property(worlds, fc.array(step, { maxLength: 20 }), (world, steps) => {
    let now = settle(world);
    const down = new Set<string>();
    for (const { node, what } of steps) {
      const name = `n${node}`;
      if (what === "fails") down.add(name);
      if (what === "returns") down.delete(name);
      now = at(now, now.now + (what === "waits" ? 400_000 : 1000));
      now = { ...now, leases: now.leases.filter((lease) => !down.has(lease.metadata.name)) };
      if (what === "drains") now = lose(now, name, "excluded");
      const { virtualIPs, elections } = elect(now);
      for (const { owner, candidacy } of elections) {
        assert.ok(owner === undefined || candidacy.candidates.has(owner.node));
      }
      for (const before of now.virtualIPs) {
        const after = virtualIPs.find((each) => each.metadata.name === before.metadata.name)?.spec.l2?.revision;
        assert.ok((after ?? Infinity) >= (before.spec.l2?.revision ?? 0));
      }
      now = { ...now, virtualIPs: what === "stands in" ? takenOver(virtualIPs, now) : reported(virtualIPs, now.now) };
    }
    const end = settle(now, 3 * hour);
    assertSame(elect(end).virtualIPs, end.virtualIPs);
  }));
});

function assertBalanced(world: Observed, virtualIPs: Observed["virtualIPs"]): void {
  const counts = countsOf(virtualIPs, world.nodes);
  assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, `owners are ${counts.join(", ")}`);
}

/** Asserts that both lists contain identical objects, not only equal ones. */
function assertSame(virtualIPs: Observed["virtualIPs"], before: Observed["virtualIPs"]): void {
  assert.deepEqual(virtualIPs, before);
  assert.ok(virtualIPs.every((each, place) => each === before[place]));
}

/**
 * The world after some passes, all of them `later` milliseconds after the given world. After each pass, the owners
 * report that they have held their addresses since the time of the given world.
 */
function settle(world: Observed, later = 0): Observed {
  let settled = at(world, world.now + later);
  for (let pass = 0; pass < 4; pass++) {
    settled = { ...settled, virtualIPs: reported(elect(settled).virtualIPs, settled.now - later) };
  }
  return settled;
}

/** The same world at another time. Every announcer that has a Lease has just renewed it. */
function at(world: Observed, now: number): Observed {
  const leases = world.leases.map((lease) =>
    leaseOf(lease.metadata.name, Date.parse(lease.spec?.acquireTime ?? ""), now - 5000)
  );
  return { ...world, now, leases };
}

/** The same world, with a report about each kube-proxy except `unknown`. All are healthy, except `failing`. */
function withProxies(
  world: Observed,
  { failing = [], unknown = [], healthySince = world.now - 3 * hour }: {
    readonly failing?: readonly string[];
    readonly unknown?: readonly string[];
    readonly healthySince?: number;
  },
): Observed {
  const leases = world.leases.map((lease) => {
    const { metadata, spec } = lease;
    const known: KnownProxy = failing.includes(metadata.name)
      ? { is: "failing", since: world.now - 60_000 }
      : { is: "healthy", since: healthySince };
    const annotations = unknown.includes(metadata.name)
      ? {}
      : { [annotationKubeProxy]: knownProxyText(known, spec?.acquireTime ?? "") };
    return { ...lease, metadata: { ...metadata, annotations } };
  });
  return { ...world, leases };
}

function lose(world: Observed, node: string, how: "gone" | "excluded" | "silent"): Observed {
  switch (how) {
    case "gone":
      return {
        ...world,
        nodes: world.nodes.filter(({ metadata }) => metadata.name !== node),
        leases: world.leases.filter(({ metadata }) => metadata.name !== node),
      };
    case "silent":
      return {
        ...world,
        leases: world.leases.map((lease) =>
          lease.metadata.name === node ? leaseOf(node, 0, world.now - 41_000) : lease
        ),
      };
    case "excluded":
      return {
        ...world,
        nodes: world.nodes.map((each) =>
          each.metadata.name === node
            ? {
              ...each,
              metadata: {
                ...each.metadata,
                labels: { ...each.metadata.labels, "node.kubernetes.io/exclude-from-external-load-balancers": "" },
              },
            }
            : each
        ),
      };
  }
}

/** True if no other node is in the order of the address. Then the address may stay although its node is lost. */
function isAlone(virtualIPs: Observed["virtualIPs"], address: string): boolean {
  return virtualIPs.find(({ spec }) => spec.address === address)?.spec.l2?.order.length === 1;
}

/** The VirtualIPs after each first standby has taken over its address. */
function takenOver(virtualIPs: Observed["virtualIPs"], { now }: Observed): Observed["virtualIPs"] {
  return virtualIPs.map((virtualIP) => {
    const { l2 } = virtualIP.spec;
    const node = l2?.order[1]?.node;
    return l2 === undefined || node === undefined
      ? virtualIP
      : { ...virtualIP, status: { node, revision: l2.revision, since: new Date(now).toISOString() } };
  });
}

function shuffle<Item>(items: readonly Item[], dice: fc.Stream<number>): Item[] {
  const left = [...items];
  return items.flatMap(() => left.splice((dice.next().value ?? 0) % Math.max(1, left.length), 1));
}
