import assert from "node:assert/strict";
import { healthText, watchChecks } from "../../../runtime/metrics/health.ts";
import { type Following, StoreTally } from "../../../runtime/store/counted_store.ts";

const now = 1_000_000;
const well: Following = { kind: "Lease", isListed: true, isConnected: true, aliveAt: now - 5_000 };

const rows: { name: string; followed: Following[]; want: string }[] = [
  { name: "all is well", followed: [well], want: "[+] watch Lease: last sign of life 5 s ago" },
  {
    name: "not listed yet",
    followed: [well, { ...well, isListed: false, isConnected: false, aliveAt: undefined }],
    want: "[-] watch Lease: 1 of 2 not listed yet",
  },
  {
    name: "not connected",
    followed: [{ ...well, isConnected: false }],
    want: "[-] watch Lease: last sign of life 5 s ago, not connected now",
  },
  {
    name: "silent for long",
    followed: [well, { ...well, aliveAt: now - 200_000 }],
    want: "[-] watch Lease: last sign of life 200 s ago",
  },
];

Deno.test.each(rows)("watchChecks() when $name", ({ followed, want }) => {
  const tally = new StoreTally();
  for (const each of followed) tally.followed.add(each);
  const ok = want.startsWith("[+]");
  assert.deepEqual(healthText("readyz", watchChecks(tally, now)), {
    ok,
    text: `${want}\nreadyz: ${ok ? "ok" : "failed"}\n`,
  });
});
