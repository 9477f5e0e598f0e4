import assert from "node:assert/strict";
import {
  announcerSignature,
  kubeletSignature,
  type LeaseRecord,
  type Signature,
} from "../../../../../functions/model/announcing/liveness/signature.ts";

const now = 1_000_000;
const never = -Infinity;

/** All numbers are milliseconds before now. */
interface Row {
  readonly name: string;
  /** When the announcer's last heartbeat arrived. */
  readonly silent?: number;
  /** When the observing node last saw the Lease change; absent: never. */
  readonly changed?: number;
  /** Since when every read has shown no change. */
  readonly steady: number;
  /** When the Lease was last read. */
  readonly read: number;
  readonly is: Signature;
}

function recordOf({ changed, steady, read }: Row): LeaseRecord {
  return { changedAt: changed === undefined ? never : now - changed, steadySince: now - steady, readAt: now - read };
}

const announcers: readonly Row[] = [
  { name: "just read", silent: 200, steady: 10, read: 10, is: "open" },
  { name: "read for 2 s without a change", silent: 2_300, steady: 2_200, read: 100, is: "dead" },
  { name: "not read for long enough yet", silent: 2_300, steady: 1_900, read: 100, is: "open" },
  { name: "unchanged for 2 s, but the last read is too old", silent: 2_300, steady: 2_200, read: 400, is: "open" },
  { name: "unchanged for a minute, but silent only for a moment", silent: 300, steady: 60_000, read: 0, is: "open" },
  { name: "renewed since it fell silent", silent: 2_300, changed: 1_000, steady: 1_000, read: 0, is: "alive" },
  {
    name: "renewed just before the node died, and seen after that",
    silent: 2_300,
    changed: 2_200,
    steady: 2_200,
    read: 0,
    is: "dead",
  },
  {
    name: "renewed since it fell silent, but long ago",
    silent: 9_000,
    changed: 5_000,
    steady: 5_000,
    read: 0,
    is: "dead",
  },
];

Deno.test.each(announcers)("the Lease of a silent announcer, $name: $is", (row) => {
  assert.equal(announcerSignature(recordOf(row), now - (row.silent ?? 0), now), row.is);
});

const kubelets: readonly Row[] = [
  { name: "just read", steady: 0, read: 0, is: "open" },
  { name: "changed 11 s ago", changed: 11_000, steady: 11_000, read: 0, is: "alive" },
  { name: "changed 12 s ago", changed: 12_000, steady: 12_000, read: 0, is: "dead" },
  { name: "read for 12 s without a change", steady: 12_000, read: 0, is: "dead" },
  { name: "changed 20 s ago, and not readable for a while", changed: 20_000, steady: 5_000, read: 0, is: "open" },
];

Deno.test.each(kubelets)("the Lease of a kubelet, $name: $is", (row) => {
  assert.equal(kubeletSignature(recordOf(row), now), row.is);
});

Deno.test("a Lease that is missing or cannot be read proves nothing", () => {
  assert.equal(announcerSignature(undefined, now - 60_000, now), "unknown");
  assert.equal(kubeletSignature(undefined, now), "unknown");
});
