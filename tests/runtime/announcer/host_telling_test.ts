import assert from "node:assert/strict";
import { SharedHosts } from "../../../functions/model/announcing/sharing/shared_hosts.ts";
import { HostTelling } from "../../../runtime/announcer/host_telling.ts";

const address = "10.0.0.200";
const beatsIn10s = 100;

/** A shared address with `count` hosts that the node serves. */
function servedBy(node: string, count: number): ReadonlyMap<string, SharedHosts> {
  const hosts = new SharedHosts(node);
  for (let index = 0; index < count; index++) {
    const mac = `02:00:00:00:${(index >> 8).toString(16).padStart(2, "0")}:${
      (index & 255).toString(16).padStart(2, "0")
    }`;
    hosts.isHere({ mac, link: "eth0" }, "asks", 0);
  }
  return new Map([[address, hosts]]);
}

/** The MACs in the next beats, in their order. */
function beats(telling: HostTelling, shared: ReadonlyMap<string, SharedHosts>, count: number): readonly string[] {
  return Array.from({ length: count }, () => telling.next("b", 1, shared).map(({ mac }) => mac)).flat();
}

Deno.test.each([{ count: 1 }, { count: 5 }, { count: 18 }, { count: 100 }, { count: 1_000 }])(
  "a peer that has just started gets all $count hosts at once, then each host once in 10 s",
  ({ count }) => {
    const shared = servedBy("a", count);
    const telling = new HostTelling("a", () => 0);
    const atOnce = beats(telling, shared, Math.ceil(count / 18));
    assert.equal(new Set(atOnce).size, count);
    const rounds = 5;
    const repeated = beats(telling, shared, rounds * beatsIn10s);
    assert.ok(repeated.length >= 0.9 * rounds * count, `${repeated.length} hosts in ${rounds} rounds`);
    assert.ok(repeated.length <= rounds * count, `${repeated.length} hosts in ${rounds} rounds`);
  },
);

Deno.test("a peer that may have missed hosts gets all hosts again at once", () => {
  const shared = servedBy("a", 100);
  const telling = new HostTelling("a", () => 0);
  beats(telling, shared, beatsIn10s);
  telling.startAgain("b");
  assert.equal(new Set(beats(telling, shared, Math.ceil(100 / 18))).size, 100);
});

Deno.test("hosts that appear while a round is empty are sent in a later round", () => {
  const telling = new HostTelling("a", () => 0);
  assert.deepEqual(beats(telling, servedBy("a", 0), 3 * beatsIn10s), []);
  assert.deepEqual(beats(telling, servedBy("a", 1), 3 * beatsIn10s).length > 0, true);
});
