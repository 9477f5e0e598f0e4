import type { Peer } from "../../../functions/model/announcing/liveness/peer.ts";
import assert from "node:assert/strict";
import { announced, standby, standingIn } from "../../functions/duty_samples.ts";
import type { Duty } from "../../../functions/model/announcing/duties/duty.ts";
import { type Takeover, takeovers } from "../../../runtime/metrics/takeovers.ts";

const address = "192.0.2.1";
const waiting = standby(address, "node-1");
const holding = announced(address);
const takenOver: Duty = { ...holding, origin: { is: "takeover", from: "node-1", silentSince: 7 } };
const surrogate = standingIn(address, "node-1", {});

const rows: { name: string; before?: Duty; after: Duty; want: Takeover | undefined }[] = [
  { name: "a dead node", before: waiting, after: takenOver, want: { cause: "node", from: "node-1", silentSince: 7 } },
  { name: "a dead node, without a duty before", after: takenOver, want: { cause: "node", silentSince: 7 } },
  {
    name: "a dead announcer",
    before: waiting,
    after: surrogate,
    want: { cause: "announcer", from: "node-1", silentSince: 5 },
  },
  {
    name: "a node that dies after its announcer",
    before: surrogate,
    after: takenOver,
    want: { cause: "node", from: "node-1", silentSince: 7 },
  },
  { name: "a surrogate that remains surrogate", before: surrogate, after: surrogate, want: undefined },
  { name: "a planned move", before: waiting, after: holding, want: undefined },
  { name: "a new address", after: holding, want: undefined },
  { name: "an address that the node already held", before: takenOver, after: takenOver, want: undefined },
];

Deno.test.each(rows)("takeovers() after $name", ({ before, after, want }) => {
  const peers = new Map([["node-1", peer]]);
  const found = takeovers(new Map(before && [[address, before]]), new Map([[address, after]]), peers);
  assert.deepEqual(found, want === undefined ? [] : [want]);
});

const peer: Peer = {
  networks: [],
  state: "running",
  version: 1,
  informed: true,
  claims: new Map(),
  declines: new Set(),
  heardAt: 5,
};
