import assert from "node:assert/strict";
import type { Duty } from "../../../functions/model/announcing/duty.ts";
import type { Liveness } from "../../../functions/model/announcing/liveness.ts";
import type { Peer } from "../../../functions/model/announcing/situation.ts";
import { takeovers } from "../../../runtime/metrics/takeovers.ts";

const address = "192.0.2.1";
const waiting: Duty = { role: "waiting", address, holder: "node-1" };
const holding: Duty = { role: "holding", address, revision: 1, since: 0, links: ["eth0"], macs: {}, rounds: 0 };
const surrogate: Duty = { role: "surrogate", address, holder: "node-1", macs: {} };

const rows: { name: string; before?: Duty; after: Duty; liveness: Liveness; want: string | undefined }[] = [
  { name: "a dead node", before: waiting, after: holding, liveness: "nodeDown", want: "node" },
  { name: "a dead announcer", before: waiting, after: surrogate, liveness: "announcerDown", want: "announcer" },
  {
    name: "a node that dies after its announcer",
    before: surrogate,
    after: holding,
    liveness: "nodeDown",
    want: "node",
  },
  { name: "a surrogate that goes on", before: surrogate, after: surrogate, liveness: "announcerDown", want: undefined },
  { name: "a planned move", before: waiting, after: holding, liveness: "alive", want: undefined },
  { name: "a new address", after: holding, liveness: "nodeDown", want: undefined },
  { name: "an address that is held already", before: holding, after: holding, liveness: "nodeDown", want: undefined },
];

Deno.test.each(rows)("takeovers() after $name", ({ before, after, liveness, want }) => {
  const peers = new Map([["node-1", peer(liveness)]]);
  const found = takeovers(new Map(before && [[address, before]]), new Map([[address, after]]), peers);
  assert.deepEqual(found, want === undefined ? [] : [{ address, from: "node-1", cause: want }]);
});

function peer(liveness: Liveness): Peer {
  return {
    networks: [{ link: "eth0", mac: "02:00:00:00:00:01", liveness }],
    state: "running",
    version: 1,
    informed: true,
    claims: new Map(),
    declines: new Set(),
  };
}
