import assert from "node:assert/strict";
import { KnownMacs } from "../../../runtime/announcer/known_macs.ts";

const mac = "02:00:00:00:00:01";
const there = new Map([[mac, "node-1"]]);
const nobody = new Map<string, string>();

const rows: readonly {
  readonly name: string;
  readonly set: readonly (readonly [number, ReadonlyMap<string, string>])[];
  readonly at: number;
  readonly leaver: string | undefined;
}[] = [
  { name: "a MAC that no node has had is unknown", set: [[0, nobody]], at: 0, leaver: undefined },
  { name: "a present node has not left", set: [[0, there]], at: 0, leaver: undefined },
  { name: "a node that has just left is known", set: [[0, there], [10, nobody]], at: 10, leaver: "node-1" },
  {
    name: "a node that left is known for half a minute",
    set: [[0, there], [10, nobody], [20, nobody]],
    at: 30_009,
    leaver: "node-1",
  },
  {
    name: "half a minute after it left, a node is forgotten",
    set: [[0, there], [10, nobody]],
    at: 30_010,
    leaver: undefined,
  },
  {
    name: "a node that has come back has not left",
    set: [[0, there], [10, nobody], [20, there]],
    at: 30,
    leaver: undefined,
  },
  {
    name: "a node that came back may leave again",
    set: [[0, there], [10, nobody], [20, there], [40_000, nobody]],
    at: 40_001,
    leaver: "node-1",
  },
];

Deno.test.each(rows)("known MACs: $name", ({ set, at, leaver }) => {
  const knownMacs = new KnownMacs();
  for (const [now, present] of set) knownMacs.set(present, now);
  assert.equal(knownMacs.leaver(mac, at), leaver);
});
