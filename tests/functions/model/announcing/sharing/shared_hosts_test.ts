import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Host,
  type HostUse,
  type ToldHost,
  wordOf,
} from "../../../../../functions/model/announcing/sharing/host.ts";
import type { Member } from "../../../../../functions/model/announcing/sharing/member.ts";
import { type SeenHost, SharedHosts } from "../../../../../functions/model/announcing/sharing/shared_hosts.ts";
import { returnMs } from "../../../../../functions/model/announcing/timing.ts";

const order = ["a", "b", "c"];
const macs = Array.from({ length: 60 }, (_, index) => `02:00:00:00:01:${index.toString(16).padStart(2, "0")}`);

function member(node: string, more: Partial<Member> = {}): Member {
  return { node, weight: 1, announcer: "here", since: 0, macs: {}, ...more };
}

const all = order.map((node) => member(node));
const host: Host = {
  mac: "02:00:00:00:01:00",
  link: "eth0",
  addresses: [],
  node: "a",
  home: "a",
  moves: 1,
  isUser: false,
  seenAt: 0,
};

function toldOf({ mac, node, home, moves, isUser, addresses: [host] }: Host): ToldHost {
  const use = isUser ? "user" : "asker";
  const words = { node: wordOf(node), home: wordOf(home) };
  return { address: "10.0.0.200", mac, ...(host !== undefined && { host }), ...words, moves, use };
}

/** The nodes of the order, each with its own table. Every member receives each ARP request of a host. */
class Segment {
  readonly nodes = new Map(order.map((node) => [node, new SharedHosts(node)]));
  now = 0;
  members = order.map((node) => member(node));

  constructor() {
    this.meet(this.members);
  }

  /** Sets the members on every node. Returns, by node, the hosts that the node takes over. */
  meet(members: readonly Member[]): ReadonlyMap<string, readonly Host[]> {
    this.members = [...members];
    return new Map([...this.nodes].map(([node, hosts]) => [node, hosts.meet({ members, order })]));
  }

  ask(mac: string): readonly string[] {
    const answers = [...this.nodes].filter(([node]) => this.members.some((each) => each.node === node))
      .map(([, hosts]) => hosts.asked({ mac, link: "eth0", host: "10.0.0.1" }, this.now));
    this.gossip();
    return answers.filter((each) => each !== undefined);
  }

  gossip(use?: HostUse): void {
    for (const from of this.nodes.values()) {
      for (const mac of from.takeNews()) {
        const host = from.get(mac);
        if (host === undefined) continue;
        const told = { ...toldOf(host), ...(use !== undefined && { use }) };
        for (const to of this.nodes.values()) if (to !== from) to.told(told, "eth0", this.now);
      }
    }
  }

  /** By host: its node. Asserts that the tables of all members agree. */
  get assignment(): ReadonlyMap<string, string> {
    const [first, ...others] = this.members.map(({ node }) => this.nodes.get(node));
    const said = new Map(macs.map((mac) => [mac, first?.get(mac)?.node ?? ""]));
    for (const other of others) {
      for (const mac of macs) assert.equal(other?.get(mac)?.node, said.get(mac), mac);
    }
    return said;
  }
}

function asked(): Segment {
  const segment = new Segment();
  for (const mac of macs) assert.equal(segment.ask(mac).length, 1);
  return segment;
}

Deno.test("exactly one node answers each host, always with the MAC of the same node, and the tables of all nodes agree", () => {
  const segment = asked();
  const before = segment.assignment;
  for (const mac of macs) assert.deepEqual(segment.ask(mac), [before.get(mac)]);
  assert.deepEqual(segment.assignment, before);
});

Deno.test("if a node is lost, only its own hosts move, and when it is back, only these hosts go back", () => {
  const segment = asked();
  const before = segment.assignment;
  const taken = segment.meet([member("a"), member("c")]);
  segment.gossip();
  const during = segment.assignment;
  const lost = macs.filter((mac) => before.get(mac) === "b");
  assert.deepEqual([...taken.values()].flat().map(({ mac }) => mac).sort(), lost);
  for (const mac of macs) {
    if (before.get(mac) === "b") assert.notEqual(during.get(mac), "b");
    else assert.equal(during.get(mac), before.get(mac));
  }
  segment.now = 1_000;
  segment.meet([member("a"), member("b", { since: 1_000 }), member("c")]);
  const leaving = (): readonly Host[] =>
    ["a", "c"].flatMap((node) => segment.nodes.get(node)?.leaving(segment.now) ?? []);
  assert.deepEqual(leaving(), [], "it may go again");
  segment.now += returnMs;
  assert.deepEqual(leaving().map(({ mac }) => mac).sort(), lost);
  assert.ok(leaving().every(({ home }) => home === "b"));
  for (const hosts of segment.nodes.values()) for (const host of hosts.leaving(segment.now)) hosts.moved(host);
  segment.gossip();
  assert.deepEqual(segment.assignment, before);
});

Deno.test("if the heir of a host goes before it has taken the host, the next heir takes it", () => {
  const segment = asked();
  const lost = macs.filter((mac) => segment.assignment.get(mac) === "b");
  const a = segment.nodes.get("a");
  const heirs = a?.meet({ members: [member("a"), member("c")], order }) ?? [];
  assert.ok(heirs.length < lost.length, "c is the heir of some hosts");
  const later = a?.meet({ members: [member("a"), member("c", { announcer: "away" })], order }) ?? [];
  assert.deepEqual([...heirs, ...later].map(({ mac }) => mac).sort(), lost);
});

Deno.test("a node that has just begun to share takes over no host before the next look, unless it is alone", () => {
  for (const alone of [false, true]) {
    const members = alone ? [member("a")] : [member("a"), member("c")];
    const early = macs.map((mac) => ({ told: toldOf({ ...host, mac, node: "b", home: "b" }), link: "eth0", at: 0 }));
    const hosts = new SharedHosts("a");
    const atOnce = hosts.meet({ members, order, isNew: true, early });
    assert.equal(atOnce.length > 0, alone);
    assert.equal(hosts.takeOver().length > 0, !alone);
  }
});

Deno.test("of two records with equal moves, the record of the node that the host uses counts", () => {
  for (const [user, other] of [["a", "b"], ["b", "a"]] as const) {
    const segment = new Segment();
    const [mac = ""] = macs;
    const [uses, has] = [segment.nodes.get(user), segment.nodes.get(other)];
    uses?.isHere({ mac, link: "eth0" }, "uses", 0);
    has?.told(toldOf({ ...host, mac, node: other, home: other }), "eth0", 0);
    uses?.told(toldOf({ ...host, mac, node: other, home: other }), "eth0", 5);
    segment.gossip();
    for (const hosts of segment.nodes.values()) assert.equal(hosts.get(mac)?.home, user);
    assert.ok((uses?.get(mac)?.moves ?? 0) <= 2);
  }
});

Deno.test("if a host has used two nodes lately, their records do not raise each other's moves for ever", () => {
  const segment = new Segment();
  const [mac = ""] = macs;
  for (const node of ["a", "b"]) segment.nodes.get(node)?.isHere({ mac, link: "eth0" }, "uses", 0);
  for (let round = 0; round < 5; round++) segment.gossip("lately");
  assert.equal(segment.nodes.get("a")?.get(mac)?.moves, 1);
  assert.deepEqual(segment.nodes.get("a")?.get(mac)?.home, segment.nodes.get("b")?.get(mac)?.home);
});

Deno.test("a node that takes over a host from its guess is the home of the host", () => {
  const segment = new Segment();
  const [a] = segment.nodes.values();
  const seen = (mac: string): SeenHost => ({ mac, link: "eth0" });
  const guessed = macs.filter((mac) => a?.asked(seen(mac), 0) === undefined && a?.get(mac)?.node === "b");
  const taken = a?.meet({ members: [member("a"), member("c")], order }) ?? [];
  const heirs = taken.filter(({ mac }) => guessed.includes(mac));
  assert.ok(heirs.length > 0);
  assert.ok(heirs.every(({ home }) => home === "a"));
});

Deno.test("a node whose announcer is away keeps its hosts, and another node answers with its MAC", () => {
  const segment = asked();
  const before = segment.assignment;
  segment.meet([member("a"), member("b", { announcer: "away" }), member("c")]);
  for (const mac of macs) {
    const answers = ["a", "c"].map((node) => segment.nodes.get(node)?.asked({ mac, link: "eth0" }, 0))
      .filter((each) => each !== undefined);
    assert.deepEqual(answers, [before.get(mac)]);
  }
  assert.deepEqual(segment.assignment, before);
});

Deno.test("a new host is never assigned to a node whose announcer is away", () => {
  const segment = new Segment();
  segment.meet([member("a"), member("b", { announcer: "away" }), member("c")]);
  for (const mac of macs) assert.notDeepEqual(segment.ask(mac), ["b"]);
});

Deno.test("a host belongs to the node at which its traffic is seen, whatever the table says", () => {
  const segment = asked();
  const [mac = ""] = macs;
  for (const node of order) {
    segment.nodes.get(node)?.isHere({ mac, link: "eth0" }, "uses", 5);
    segment.gossip();
    assert.equal(segment.assignment.get(mac), node);
  }
});

Deno.test("a host whose first traffic arrives before its arbiter's record stays with its node", () => {
  const segment = new Segment();
  for (const mac of macs) {
    const seen = { mac, link: "eth0", host: "10.0.0.1" };
    const [told] = [...segment.nodes.values()].flatMap((hosts) => hosts.asked(seen, segment.now) ?? []);
    assert.ok(told !== undefined);
    segment.nodes.get(told)?.isHere(seen, "uses", segment.now);
    segment.gossip();
    for (const hosts of segment.nodes.values()) {
      const { node, home } = hosts.get(mac) ?? {};
      assert.deepEqual({ node, home }, { node: told, home: told }, mac);
    }
  }
});

Deno.test("when sharing begins, the hosts of the single holder are divided among all nodes, and no node gets most of them", () => {
  const [holder, ...others] = [new SharedHosts("a", true), new SharedHosts("b"), new SharedHosts("c")] as const;
  const seen = (mac: string): SeenHost => ({ mac, link: "eth0", host: "10.0.0.1" });
  const [first, late] = [macs.slice(0, 48), macs.slice(48)];
  // At first the holder does not know the other members.
  holder.meet({ members: [member("a")], order });
  for (const mac of first) holder.isHere(seen(mac), "uses", 0);
  for (const hosts of [holder, ...others]) hosts.meet({ members: all, order });
  assert.deepEqual(holder.leaving(returnMs), []);
  holder.divide();
  for (const mac of late) holder.isHere(seen(mac), "uses", returnMs);
  const leaving = holder.leaving(returnMs);
  const homes = Map.groupBy(macs, (mac) => leaving.find((host) => host.mac === mac)?.home ?? "a");
  for (const node of order) assert.ok((homes.get(node)?.length ?? 0) >= 12, `${node}: ${homes.get(node)?.length}`);
  for (const mac of holder.takeNews()) {
    const host = holder.get(mac);
    assert.ok(host !== undefined);
    for (const hosts of others) {
      hosts.told(toldOf(host), "eth0", returnMs);
      assert.equal(hosts.get(mac)?.home, host.home, "the peers know the new home");
    }
  }
});

Deno.test("a host whose record was lost stays with the node that it uses", () => {
  const hosts = new SharedHosts("b");
  hosts.meet({ members: all, order });
  for (const mac of macs) hosts.isHere({ mac, link: "eth0" }, "uses", 0);
  assert.deepEqual(hosts.leaving(returnMs), []);
});

Deno.test("when sharing ends, new hosts go to the single node, and all other hosts are to move there", () => {
  const segment = asked();
  for (const hosts of segment.nodes.values()) hosts.meet({ members: segment.members, order, only: "a" });
  const left = ["b", "c"].flatMap((node) => segment.nodes.get(node)?.leaving(0) ?? []);
  assert.equal(left.length, macs.filter((mac) => segment.nodes.get("a")?.get(mac)?.node !== "a").length);
  assert.ok(left.every(({ home }) => home === "a"));
  assert.deepEqual([...segment.nodes.get("a")?.leaving(0) ?? []], []);
  for (const hosts of segment.nodes.values()) for (const host of hosts.leaving(0)) hosts.moved(host);
  segment.gossip();
  assert.equal(segment.nodes.get("a")?.hostsOf("a"), macs.length);
  segment.meet(segment.members);
  assert.equal(segment.nodes.get("a")?.leaving(returnMs).length, left.length, "sharing goes on: the hosts go back");
  for (const hosts of segment.nodes.values()) hosts.meet({ members: segment.members, order, only: "a" });
  const answers = [...segment.nodes.values()].map((hosts) =>
    hosts.asked({ mac: "02:ff:00:00:00:01", link: "eth0" }, 0)
  );
  assert.deepEqual(answers.filter((each) => each !== undefined), ["a"]);
});

Deno.test("a host that a scan finds belongs to the scanning node only if no record of the host was known", () => {
  const hosts = new SharedHosts("a");
  hosts.meet({ members: [member("a")], order });
  assert.equal(hosts.found({ mac: "02:00:00:00:00:01", link: "eth0", host: "10.0.0.9" }, 0), true);
  assert.equal(hosts.found({ mac: "02:00:00:00:00:01", link: "eth0", host: "10.0.0.9" }, 0), false);
  for (const node of order) {
    const segment = new Segment();
    const scanner = segment.nodes.get("a");
    scanner?.found({ mac: "02:00:00:00:00:01", link: "eth0", host: "10.0.0.9" }, 0);
    scanner?.told(toldOf({ ...host, mac: "02:00:00:00:00:01", node, home: node }), "eth0", 0);
    assert.equal(scanner?.get("02:00:00:00:00:01")?.node, node, "an assignment replaces what the scan has found");
  }
});

Deno.test("hosts that were not seen for a day are forgotten", () => {
  const segment = asked();
  const hosts = segment.nodes.get("a");
  hosts?.isHere({ mac: macs[0] ?? "", link: "eth0" }, "uses", 86_400_000);
  hosts?.forgetOld(86_400_001);
  assert.deepEqual([...hosts?.hosts ?? []].map(({ mac }) => mac), [macs[0]]);
});

Deno.test("the tables of all nodes agree in the end, whatever the order of the records", () => {
  const told = fc.array(
    fc.record({
      node: fc.constantFrom(...order),
      home: fc.constantFrom(...order),
      moves: fc.integer({ min: 0, max: 3 }),
      mac: fc.constantFrom(...macs.slice(0, 3)),
    }),
    { maxLength: 12 },
  );
  fc.assert(fc.property(told, fc.infiniteStream(fc.nat()), (records, dice) => {
    const tell = (node: string, rows: typeof records): readonly unknown[] => {
      const hosts = new SharedHosts(node);
      hosts.meet({ members: all, order });
      for (const { mac, moves, ...words } of rows) {
        const named = { node: wordOf(words.node), home: wordOf(words.home) };
        hosts.told({ address: "10.0.0.200", mac, ...named, moves, use: "user" }, "eth0", 0);
      }
      return macs.slice(0, 3).map((mac) => {
        const host = hosts.get(mac);
        return host && [host.node, host.home, host.moves];
      });
    };
    const shuffled = records.map((each) => ({ each, key: dice.next().value })).toSorted((one, other) =>
      one.key - other.key
    );
    assert.deepEqual(tell("b", shuffled.map(({ each }) => each)), tell("a", records));
  }));
});
