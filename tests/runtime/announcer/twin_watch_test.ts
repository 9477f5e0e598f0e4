import assert from "node:assert/strict";
import { TwinWatch } from "../../../runtime/announcer/twin_watch.ts";
import type { Store } from "../../../runtime/store/store.ts";

const mac = "02:00:00:00:00:02";

const store: Store = { list: unused, follow: unused, write: unused, [Symbol.asyncDispose]: () => Promise.resolve() };

function unused(): Promise<never> {
  return Promise.reject(new Error("Cannot use the store: the API server is away"));
}

interface Watched {
  readonly watch: TwinWatch;
  readonly told: () => number;
}

function watched(): Watched {
  let told = 0;
  const watch = new TwinWatch({
    node: "a",
    namespace: "metallb-system",
    store,
    started: "2026-11-23T10:00:00.000000Z",
    onTwin: () => told++,
  });
  return { watch, told: () => told };
}

Deno.test("an announcer that stays keeps the MAC of the second one, for the conditions of its addresses", () => {
  const { watch, told } = watched();
  watch.heard({ mac, ranSeconds: 5, isFirst: false });
  assert.deepEqual([[...watch.macs], told(), watch.yielding, watch.claim], [[mac], 1, undefined, "starting"]);
});

Deno.test("an announcer that waits claims nothing any more, whatever it hears in its last beats", () => {
  const { watch, told } = watched();
  watch.heard({ mac, ranSeconds: 5, isFirst: true });
  watch.heard({ mac, ranSeconds: 5, isFirst: false });
  assert.deepEqual([[...watch.macs], told(), watch.yielding, watch.claim], [[], 0, "second", "restarting"]);
});
