import assert from "node:assert/strict";
import { type Clocks, day, decade, minute, off, stepped, told } from "./clock_story.ts";

const rows: readonly { readonly name: string; readonly clocks: Clocks }[] = [
  // Without a battery, a machine boots in 1970; a broken clock may also be years ahead.
  ...[day, -day, minute, -minute, decade, -5 * decade].flatMap((ms) => [
    { name: `all nodes are ${ms} ms off`, clocks: { controller: 0, nodes: { n0: off(ms), n1: off(ms), n2: off(ms) } } },
    { name: `the controller is ${ms} ms off`, clocks: { controller: ms, nodes: {} } },
    { name: `the node that dies is ${ms} ms off`, clocks: { controller: 0, nodes: { n1: off(ms) } } },
    { name: `the nodes that live are ${ms} ms off`, clocks: { controller: 0, nodes: { n0: off(ms), n2: off(ms) } } },
    {
      name: `all clocks are set ${ms} ms off, just after the death`,
      clocks: { controller: 0, nodes: { n0: stepped(65_000, ms), n1: stepped(65_000, ms), n2: stepped(65_000, ms) } },
    },
    { name: `a node's clock is set ${ms} ms off`, clocks: { controller: 0, nodes: { n2: stepped(20_000, ms) } } },
  ]),
];

const expected = told({ controller: 0, nodes: {} });

Deno.test("the story with right clocks: a dead node stays in the orders for 40 s, and gets its addresses back when it returns", () => {
  const orders = new Map(expected.map((line) => [/^\S+/.exec(line)?.[0], line.match(/(?<=10\.0\.0\.0 )\S+/)?.[0]]));
  const isGone = new Map(expected.map((line) => [/^\S+/.exec(line)?.[0], line.includes("gone n1")]));
  assert.deepEqual(
    ["55", "60", "90", "95", "120", "195", "200", "995"].map((at) => [at, orders.get(at), isGone.get(at)]),
    [
      ["55", "n1,n0,n2", false],
      ["60", "n0,n1,n2", false],
      ["90", "n0,n1,n2", false],
      ["95", "n0,n2", true],
      // A minute after the death, the addresses are balanced between the two live nodes.
      ["120", "n2,n0", true],
      ["195", "n2,n0", true],
      ["200", "n1,n2,n0", false],
      ["995", "n1,n2,n0", false],
    ],
  );
});

Deno.test("the story with right clocks: an address that a stranger uses is put aside for ten minutes, which begin again with a new controller", () => {
  const aside = expected.filter((line) => /10\.0\.0\.5 \S+ 0/.test(line)).map((line) => Number(/^\d+/.exec(line)?.[0]));
  assert.deepEqual([aside.at(0), aside.at(-1)], [30, 945]);
});

Deno.test.each([...rows])("no decision depends on a clock: $name", ({ clocks }) => {
  assert.deepEqual(told(clocks), expected);
});
