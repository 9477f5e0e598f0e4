import assert from "node:assert/strict";
import {
  exchanged,
  type KeyExchange,
  ringAt,
} from "../../../../../functions/model/announcing/heartbeat/key_exchange.ts";
import { type KeyRing, keyRing } from "../../../../../functions/model/announcing/heartbeat/key_ring.ts";

const text = new TextEncoder();

function ring(keys: string): KeyRing {
  const [signing, ...others] = keys.split(" ").map((key) => text.encode(key));
  return keyRing(signing ?? text.encode(""), others);
}

/**
 * `files`: with `[10, "1 2"]`, the node's files have the keys 1 and 2 from second 10 on. `used`: with `[10, "1 2"]`,
 * the node uses these keys at second 10. The first key signs.
 */
const rows: readonly {
  readonly name: string;
  readonly files: readonly (readonly [at: number, keys: string])[];
  readonly used: readonly (readonly [at: number, keys: string])[];
}[] = [
  { name: "nothing changes", files: [[0, "1"]], used: [[0, "1"], [999, "1"]] },
  {
    name: "an exchange in two steps: each step and the removal of the old key take effect at once",
    files: [[0, "1"], [10, "1 2"], [20, "2 1"], [30, "2"]],
    used: [[10, "1 2"], [20, "2 1"], [30, "2"]],
  },
  {
    name:
      "an overwritten key: the new key is accepted at once and signs after two minutes, and the old key is removed after four",
    files: [[0, "1"], [10, "2"]],
    used: [[10, "1 2"], [129, "1 2"], [130, "2 1"], [249, "2 1"], [250, "2"]],
  },
  {
    name: "a key that is overwritten and then written back",
    files: [[0, "1"], [10, "2"], [20, "1"]],
    used: [[20, "1"], [130, "1"], [250, "1"]],
  },
  {
    name: "a key that is overwritten twice: the signing key goes on signing",
    files: [[0, "1"], [10, "2"], [20, "3"]],
    used: [[20, "1 3"], [139, "1 3"], [140, "3 1"], [260, "3"]],
  },
];

Deno.test.each([...rows])("keys in use: $name", ({ files, used }) => {
  for (const [until, keys] of used) {
    const begin: KeyExchange = { files: ring(files[0]?.[1] ?? "") };
    const changes = files.slice(1).filter(([at]) => at <= until);
    const state = changes.reduce((before, [at, keys]) => exchanged(before, ring(keys), at * 1_000), begin);
    assert.deepEqual(ringAt(state, until * 1_000), ring(keys), `at ${until} s`);
  }
});

Deno.test("if the files of two nodes are overwritten within two minutes, each node always accepts the other's signature", () => {
  const nodes = [0, 30, 75, 119].map((at) => ({ at: at * 1_000, begin: { files: ring("1") } }));
  for (let now = 0; now < 500_000; now += 500) {
    const rings = nodes.map(({ at, begin }) => ringAt(now < at ? begin : exchanged(begin, ring("2"), at), now));
    for (const one of rings) {
      for (const other of rings) {
        assert.ok(
          other.accepted.some((key) => new TextDecoder().decode(key) === new TextDecoder().decode(one.signing)),
          `${now}`,
        );
      }
    }
  }
});
