import assert from "node:assert/strict";
import { configure, type LogRecord, reset } from "@logtape/logtape";
import type { Peer } from "../../../functions/model/announcing/liveness/peer.ts";
import type { Signatures } from "../../../functions/model/announcing/liveness/signature.ts";
import type { Lease } from "../../../functions/model/kubernetes.ts";
import { annotationUnheard } from "../../../functions/model/names.ts";
import { Unheard } from "../../../runtime/announcer/unheard.ts";

const peer: Peer = {
  networks: [{ link: "eth0", mac: "02:00:00:00:00:02", liveness: "silent" }],
  state: "running",
  version: 1,
  informed: true,
  claims: new Map(),
  declines: new Set(),
  heardAt: 0,
};

const { heardAt: _, ...neverHeard } = peer;

interface Row {
  readonly name: string;
  readonly peer?: Peer;
  readonly announcer: Signatures["announcer"];
  readonly said: RegExp;
}

const rows: readonly Row[] = [
  { name: "the peer renews its Lease", announcer: "alive", said: /though it renews its Lease: check what blocks UDP/ },
  {
    name: "never did, and the peer renews its Lease",
    peer: neverHeard,
    announcer: "alive",
    said: /though it renews its Lease: check what blocks UDP/,
  },
  {
    name: "the API server is away",
    announcer: "unknown",
    said: /its Lease cannot be read: only ARP shows if it answers/,
  },
];

for (const { name, peer: silent = peer, announcer, said } of rows) {
  Deno.test(`heartbeats of a peer do not arrive, and ${name}: the log says both in one line, within 5 s`, async () => {
    const records: LogRecord[] = [];
    await configure({
      reset: true,
      sinks: { memory: (record) => void records.push(record) },
      loggers: [{ category: ["arpeggio"], sinks: ["memory"] }, { category: ["logtape", "meta"], sinks: [] }],
    });
    const unheard = new Unheard("a");
    const peers = new Map([["b", silent]]);
    for (let now = 100; now <= 10_000; now += 100) {
      unheard.look(peers, now);
      unheard.tell(peers, new Map([["b", { announcer, kubelet: "unknown" }]]), now);
      if (now === 5_000) assert.equal(records.length, 1);
    }
    await reset();
    assert.deepEqual(unheard.nodes, ["b"]);
    const [record] = records;
    assert.match(record?.message.join("") ?? "", said);
    assert.equal(records.length, 1);
  });
}

Deno.test("a node renews its Lease at once and then every 2 s if it does not hear a peer, also if a peer does not hear the node", () => {
  const unheard = new Unheard("a");
  const peers = new Map([["b", peer]]);
  const renewed: number[] = [];
  for (let now = 100; now <= 5_000; now += 100) if (unheard.look(peers, now)) renewed.push(now);
  assert.deepEqual(renewed, [100, 2_100, 4_100]);
  const heard = new Map([["b", {
    ...peer,
    networks: peer.networks.map((each) => ({ ...each, liveness: "alive" as const })),
  }]]);
  const after: number[] = [];
  for (let now = 4_200; now <= 9_000; now += 100) if (unheard.look(heard, now)) after.push(now);
  assert.deepEqual(after, [4_600], "the Lease says soon that all peers are heard");
  const other = new Unheard("b");
  other.leased("a", lease("b"), 0);
  assert.equal(other.look(new Map(), 100), true);
});

function lease(unheard: string): Lease {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name: "arpeggio-announcer-a", annotations: { [annotationUnheard]: unheard } },
  };
}
