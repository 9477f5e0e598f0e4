import assert from "node:assert/strict";
import type { Liveness } from "../../../functions/model/announcing/liveness.ts";
import type { Peer } from "../../../functions/model/announcing/situation.ts";
import { Calm } from "../../../runtime/announcer/calm.ts";

const running: Peer = {
  networks: [],
  state: "running",
  version: 1,
  informed: true,
  claims: new Map(),
  declines: new Set(),
};

function peer(liveness: readonly Liveness[], more: Partial<Peer> = {}): Peer {
  const mac = "02:00:00:00:00:02";
  return {
    ...running,
    networks: liveness.map((each, index) => ({ link: `eth${index}`, mac, liveness: each })),
    ...more,
  };
}

/** Whether heartbeats wait when a peer has been so for a minute. */
const rows: readonly { readonly name: string; readonly peer: Peer; readonly wait: boolean }[] = [
  { name: "one that runs and is heard", peer: peer(["alive", "alive"]), wait: true },
  { name: "one that is surely down", peer: peer(["nodeDown", "nodeDown"], { informed: false }), wait: true },
  { name: "one that is silent", peer: peer(["silent"]), wait: false },
  { name: "one whose announcer is gone", peer: peer(["announcerDown"]), wait: false },
  { name: "one that is heard on one network of two", peer: peer(["alive", "nodeDown"]), wait: false },
  { name: "one that takes leave", peer: peer(["alive"], { state: "restarting" }), wait: false },
  { name: "one that begins", peer: peer(["alive"], { state: "starting" }), wait: false },
  { name: "one that has not said what it holds", peer: peer(["alive"], { informed: false }), wait: false },
];

Deno.test.each([...rows])("with $name for a peer, do heartbeats wait: $wait", ({ peer, wait }) => {
  const calm = new Calm();
  calm.stir(0);
  calm.look(new Map([["node-1", running], ["node-2", peer]]), 60_000);
  assert.equal(calm.patience(60_000) === "patient", wait);
});

Deno.test("heartbeats wait only when nothing has stirred for three seconds, and not before anything was decided", () => {
  const calm = new Calm();
  assert.equal(calm.patience(1_000_000), undefined);
  calm.stir(1_000_000);
  assert.equal(calm.patience(1_002_999), undefined);
  assert.equal(calm.patience(1_003_000), "patient");
  calm.stir(1_010_000);
  assert.equal(calm.patience(1_010_001), undefined);
});
