import assert from "node:assert/strict";
import {
  type HeartbeatStanding,
  heartbeatStanding,
  heartbeatStandingText,
  readHeartbeatStanding,
} from "../../../../../functions/model/announcing/heartbeat/heartbeat_standing.ts";
import { fingerprint, keyRing } from "../../../../../functions/model/announcing/heartbeat/key_ring.ts";
import type { Lease } from "../../../../../functions/model/kubernetes.ts";
import { annotationHeartbeat } from "../../../../../functions/model/names.ts";
import { keyRifts } from "../../../../../functions/model/announcing/heartbeat/key_rifts.ts";

const text = new TextEncoder();

/** @param keys the first key signs */
function standing(keys: string, foreign: readonly string[] = []): HeartbeatStanding {
  const [signing = "", ...others] = keys.split(" ");
  return heartbeatStanding(keyRing(text.encode(signing), others.map((key) => text.encode(key))), foreign);
}

/** By node: its keys, or "old" for a release that does not report its keys. */
type Nodes = Readonly<Record<string, string>>;

const rows: readonly {
  readonly name: string;
  readonly nodes: Nodes;
  readonly foreign?: Readonly<Record<string, readonly string[]>>;
  readonly rifts: Readonly<Record<string, readonly string[]>>;
}[] = [
  { name: "all nodes have the same key", nodes: { a: "1", b: "1", c: "1" }, rifts: {} },
  { name: "one node alone", nodes: { a: "1" }, rifts: {} },
  { name: "no node", nodes: {}, rifts: {} },
  { name: "some nodes have the next key already", nodes: { a: "1 2", b: "1", c: "1 2" }, rifts: {} },
  { name: "some nodes already sign with the next key", nodes: { a: "2 1", b: "1 2", c: "1 2" }, rifts: {} },
  { name: "some nodes have already removed the old key", nodes: { a: "2", b: "2 1", c: "2" }, rifts: {} },
  { name: "one node has another key", nodes: { a: "1", b: "1", c: "2" }, rifts: { c: ["a", "b"] } },
  {
    name: "one node still has only the old key",
    nodes: { a: "2", b: "2", c: "1" },
    rifts: { c: ["a", "b"] },
  },
  {
    name: "one node accepts the others' key, but they do not accept its key",
    nodes: { a: "1", b: "1", c: "2 1" },
    rifts: { c: ["a", "b"] },
  },
  { name: "two nodes with different keys", nodes: { a: "1", b: "2" }, rifts: { a: ["b"], b: ["a"] } },
  {
    name: "the key was exchanged before both nodes had read it",
    nodes: { a: "1", b: "1 2", c: "2 1", d: "2" },
    rifts: { a: ["c", "d"], d: ["a", "b"] },
  },
  {
    name: "two halves of the nodes with different keys",
    nodes: { a: "1", b: "1", c: "2", d: "2" },
    rifts: { a: ["c", "d"], b: ["c", "d"], c: ["a", "b"], d: ["a", "b"] },
  },
  { name: "nodes of the first development versions", nodes: { a: "1", b: "old", c: "old" }, rifts: {} },
  {
    name: "a node of the first development versions that other nodes do not hear",
    nodes: { a: "1", b: "1", c: "old" },
    foreign: { a: ["c"], b: ["c", "gone"] },
    rifts: { c: ["a", "b"] },
  },
];

Deno.test.each([...rows])("rifts between nodes: $name", ({ nodes, foreign = {}, rifts }) => {
  const standings = new Map(
    Object.entries(nodes).map(([node, keys]) => [node, keys === "old" ? undefined : standing(keys, foreign[node])]),
  );
  const found = keyRifts(standings);
  assert.deepEqual(Object.fromEntries(found.map(({ node, others }) => [node, others])), rifts);
});

const since = "2026-11-29T10:00:00.000000Z";

function lease(annotation: string | undefined, acquireTime = since): Lease {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      name: "arpeggio-announcer-a",
      ...(annotation !== undefined && { annotations: { [annotationHeartbeat]: annotation } }),
    },
    spec: { acquireTime },
  };
}

Deno.test("the heartbeat annotation of a Lease survives writing and reading", () => {
  const said = standing("1 2", ["node-b"]);
  assert.deepEqual(said.accepts, ["1", "2"].map((key) => fingerprint(text.encode(key))));
  assert.deepEqual(readHeartbeatStanding(lease(heartbeatStandingText(said, since))), said);
});

Deno.test("an annotation that an earlier program left in the Lease does not count", () => {
  const text = heartbeatStandingText(standing("1"), since);
  assert.equal(readHeartbeatStanding(lease(text, "2026-11-29T11:00:00.000000Z")), undefined);
});

Deno.test("fields of a later release are skipped, and an unreadable annotation counts as none", () => {
  const later = {
    signs: "aa",
    accepts: ["aa"],
    speaks: { oldest: 2, newest: 5, other: 1 },
    foreign: [],
    more: {},
    since,
  };
  assert.deepEqual(readHeartbeatStanding(lease(JSON.stringify(later))), {
    signs: "aa",
    accepts: ["aa"],
    speaks: { oldest: 2, newest: 5 },
    foreign: [],
  });
  assert.deepEqual(readHeartbeatStanding(lease(JSON.stringify({ signs: "aa", since }))), {
    signs: "aa",
    accepts: [],
    speaks: { oldest: 1, newest: 1 },
    foreign: [],
  });
  for (const text of [undefined, "", "{", "[]", "null", "{}", '{"signs":1}', '{"signs":"aa"}']) {
    assert.equal(readHeartbeatStanding(lease(text)), undefined);
  }
});
