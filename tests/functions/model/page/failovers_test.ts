import assert from "node:assert/strict";
import type { VirtualIP } from "../../../../functions/model/crds.ts";
import { withFailovers } from "../../../../functions/model/page/failovers.ts";
import type { FailoverRow } from "../../../../functions/model/page/page_state.ts";

const start = Date.parse("2026-11-23T10:00:00Z");

interface Held {
  readonly node?: string;
  readonly revision?: number;
  /** Seconds after the start. */
  readonly since?: number;
  readonly silentSince?: number;
}

function virtualIP(address: string, { node, revision = 1, since = 0, silentSince }: Held): VirtualIP {
  const text = (seconds: number): string => new Date(start + seconds * 1000).toISOString();
  return {
    apiVersion: "arpeggio.dev/v1alpha1",
    kind: "VirtualIP",
    metadata: { name: address },
    spec: { address, pool: "pool", services: [] },
    status: {
      ...(node !== undefined && { node, revision, since: text(since) }),
      ...(silentSince !== undefined && { silentSince: text(silentSince) }),
    },
  };
}

/** Worlds one after the other: who holds each address. */
function after(...worlds: readonly Readonly<Record<string, Held>>[]): readonly FailoverRow[] {
  let known: readonly FailoverRow[] = [];
  let before: readonly VirtualIP[] = [];
  for (const world of worlds) {
    const now = Object.entries(world).map(([address, held]) => virtualIP(address, held));
    known = withFailovers(known, before, now);
    before = now;
  }
  return known;
}

Deno.test("failovers: the first that is seen of an address is none", () => {
  assert.deepEqual(after({ "10.0.0.1": { node: "a" } }), []);
});

Deno.test("failovers: what a dead node lost is one, with the longest silence", () => {
  const [row, ...rest] = after(
    { "10.0.0.1": { node: "a" }, "10.0.0.2": { node: "a" }, "10.0.0.3": { node: "b" } },
    {
      "10.0.0.1": { node: "b", since: 60, silentSince: 59.7 },
      "10.0.0.2": { node: "a" },
      "10.0.0.3": { node: "b" },
    },
    {
      "10.0.0.1": { node: "b", since: 60, silentSince: 59.7 },
      "10.0.0.2": { node: "c", since: 60.2, silentSince: 59.7 },
      "10.0.0.3": { node: "b" },
    },
  );
  assert.deepEqual(rest, []);
  assert.deepEqual({ ...row, key: "" }, {
    key: "",
    at: start + 60_000,
    from: "a",
    planned: false,
    silentMs: 500,
    to: [{ node: "b", addresses: 1 }, { node: "c", addresses: 1 }],
    examples: ["10.0.0.1", "10.0.0.2"],
  });
});

Deno.test("failovers: a move by the plan was nobody's death", () => {
  const [row] = after({ "10.0.0.1": { node: "a" } }, { "10.0.0.1": { node: "b", revision: 2, since: 5 } });
  assert.equal(row?.planned, true);
  assert.equal(row?.silentMs, undefined);
});

Deno.test("failovers: the latest first, also when they are far apart", () => {
  const rows = after(
    { "10.0.0.1": { node: "a" } },
    { "10.0.0.1": { node: "b", since: 60 } },
    { "10.0.0.1": { node: "a", since: 600 } },
  );
  assert.deepEqual(rows.map(({ from, at }) => [from, (at - start) / 1000]), [["b", 600], ["a", 60]]);
});

Deno.test("failovers: an address that nobody held in between has none", () => {
  assert.deepEqual(after({ "10.0.0.1": { node: "a" } }, { "10.0.0.1": {} }, { "10.0.0.1": { node: "b" } }), []);
});

Deno.test("failovers: nothing new is the very same list", () => {
  const known: readonly FailoverRow[] = [];
  assert.equal(withFailovers(known, [], [virtualIP("10.0.0.1", { node: "a" })]), known);
});
