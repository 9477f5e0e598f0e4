import type { Peer } from "../../../functions/model/announcing/liveness/peer.ts";
import assert from "node:assert/strict";
import type { Liveness } from "../../../functions/model/announcing/liveness/liveness.ts";
import { HeartbeatBatching } from "../../../runtime/announcer/heartbeat_batching.ts";

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

/** `wait`: true if heartbeats may wait in the socket when `peer` has been in its state for a minute. */
const rows: readonly { readonly name: string; readonly peer: Peer; readonly wait: boolean }[] = [
  { name: "a running peer whose heartbeats arrive", peer: peer(["alive", "alive"]), wait: true },
  { name: "a peer that is surely down", peer: peer(["nodeDown", "nodeDown"], { informed: false }), wait: true },
  { name: "a silent peer", peer: peer(["silent"]), wait: false },
  { name: "a peer whose announcer is down", peer: peer(["announcerDown"]), wait: false },
  { name: "a peer whose heartbeats arrive on one network of two", peer: peer(["alive", "nodeDown"]), wait: false },
  { name: "a peer that stops", peer: peer(["alive"], { state: "restarting" }), wait: false },
  { name: "a peer that starts", peer: peer(["alive"], { state: "starting" }), wait: false },
  { name: "a peer that has not announced its holdings", peer: peer(["alive"], { informed: false }), wait: false },
];

Deno.test.each([...rows])("do heartbeats wait with $name: $wait", ({ peer, wait }) => {
  const batching = new HeartbeatBatching();
  batching.noteNews(0);
  batching.notePeers(new Map([["node-1", running], ["node-2", peer]]), 60_000);
  assert.equal(batching.patience(60_000) === "patient", wait);
});

Deno.test("heartbeats wait only after three seconds without a change, and not before the first decision", () => {
  const batching = new HeartbeatBatching();
  assert.equal(batching.patience(1_000_000), undefined);
  batching.noteNews(1_000_000);
  assert.equal(batching.patience(1_002_999), undefined);
  assert.equal(batching.patience(1_003_000), "patient");
  batching.noteNews(1_010_000);
  assert.equal(batching.patience(1_010_001), undefined);
});
