import assert from "node:assert/strict";
import { Acquaintances } from "../../../runtime/announcer/acquaintances.ts";

const mac = "02:00:00:00:00:01";
const there = new Map([[mac, "node-1"]]);
const nobody = new Map<string, string>();

const rows: readonly {
  readonly name: string;
  readonly met: readonly (readonly [number, ReadonlyMap<string, string>])[];
  readonly at: number;
  readonly leaver: string | undefined;
}[] = [
  { name: "nobody knows who never was there", met: [[0, nobody]], at: 0, leaver: undefined },
  { name: "who is there has not left", met: [[0, there]], at: 0, leaver: undefined },
  { name: "who has just left is known", met: [[0, there], [10, nobody]], at: 10, leaver: "node-1" },
  { name: "half a minute later still", met: [[0, there], [10, nobody], [20, nobody]], at: 30_009, leaver: "node-1" },
  { name: "and then no more", met: [[0, there], [10, nobody]], at: 30_010, leaver: undefined },
  { name: "who is back has not left", met: [[0, there], [10, nobody], [20, there]], at: 30, leaver: undefined },
  {
    name: "it may leave again",
    met: [[0, there], [10, nobody], [20, there], [40_000, nobody]],
    at: 40_001,
    leaver: "node-1",
  },
];

Deno.test.each(rows)("acquaintances: $name", ({ met, at, leaver }) => {
  const acquaintances = new Acquaintances();
  for (const [now, present] of met) acquaintances.meet(present, now);
  assert.equal(acquaintances.leaver(mac, at), leaver);
});
