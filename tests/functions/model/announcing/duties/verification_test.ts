import type { Asked, ProbeRecord } from "../../../../../functions/model/announcing/liveness/probe.ts";
import assert from "node:assert/strict";
import { standby } from "../../../duty_samples.ts";
import type { Duty, Standby } from "../../../../../functions/model/announcing/duties/duty.ts";
import {
  asked,
  unverified,
  type Verification,
  verify,
  type Verifying,
} from "../../../../../functions/model/announcing/duties/verification.ts";

const address = "10.0.0.200";
const standing: Standby = { ...standby(address, "b"), checks: ["eth0"] };
const answered: ProbeRecord = { sent: 1, lastSentAt: 0, unanswered: 0, answer: { at: 0, mac: "02:00:00:00:00:02" } };
const unanswered: ProbeRecord = { sent: 50, lastSentAt: 0, unanswered: 44 };

function seen(now: number, { duty = standing, virtual = unanswered, own = answered }: {
  readonly duty?: Duty;
  readonly virtual?: ProbeRecord;
  readonly own?: ProbeRecord;
} = {}): Verifying {
  return {
    now,
    duties: new Map([[address, duty]]),
    probes: new Map([[`eth0 ${address}`, virtual], ["eth0 10.0.0.2", own]]),
    own: () => [{ address: "10.0.0.2", link: "eth0" }],
  };
}

const begun = { nextAt: 30_000, last: address };
const rounds = { shared: begun, apart: begun };
const checking: Verification = { ...unverified, checks: new Map([[address, 1_000]]), rounds };
const missing: Verification = { ...unverified, missed: new Set([address]), rounds };
const standingThird: Standby = { ...standing, checks: [] };

const rows: readonly {
  readonly name: string;
  readonly before: Verification;
  readonly seen: Verifying;
  readonly checks: readonly string[];
  readonly missed: readonly string[];
}[] = [
  {
    name: "the address and the holder's own address are probed",
    before: unverified,
    seen: seen(0),
    checks: [address],
    missed: [],
  },
  {
    name: "only the node that is next in rank probes",
    before: unverified,
    seen: seen(0, { duty: standingThird }),
    checks: [],
    missed: [],
  },
  {
    name: "an answer ends the check",
    before: checking,
    seen: seen(1_050, { virtual: answered }),
    checks: [],
    missed: [],
  },
  {
    name: "without an answer, the check goes on for 3 s",
    before: checking,
    seen: seen(3_999),
    checks: [address],
    missed: [],
  },
  { name: "after 3 s the address is missed", before: checking, seen: seen(4_000), checks: [], missed: [address] },
  {
    name: "the address is not missed if the holder's own address is not answered either",
    before: checking,
    seen: seen(4_000, { own: unanswered }),
    checks: [],
    missed: [],
  },
  {
    name: "the address is not missed if this node has sent only a few probes",
    before: checking,
    seen: seen(4_000, { virtual: { ...unanswered, unanswered: 10 } }),
    checks: [],
    missed: [],
  },
  {
    name: "the address stays missed while it has the same holder",
    before: missing,
    seen: seen(9_000),
    checks: [],
    missed: [address],
  },
  {
    name: "the address is no longer missed when it has another holder",
    before: missing,
    seen: seen(9_000, { duty: { ...standingThird, holder: "c" } }),
    checks: [],
    missed: [],
  },
];

Deno.test.each(rows)("verify: $name", ({ before, seen, checks, missed }) => {
  const after = verify(before, seen);
  assert.deepEqual([...after.checks.keys()], checks);
  assert.deepEqual([...after.missed], missed);
  assert.deepEqual(asked(after, seen).map((on) => on.address), checks.length > 0 ? [address, "10.0.0.2"] : []);
});

const paces = [
  { name: "a link with heartbeats: once in half a minute", heartbeatsOn: "eth0", times: 1 },
  { name: "a link without heartbeats: every 5 s", heartbeatsOn: "eth1", times: 6 },
];

Deno.test.each(paces)("many addresses are checked in turn, on $name", ({ heartbeatsOn, times }) => {
  const addresses = Array.from({ length: 300 }, (_, index) => `10.1.${index >> 8}.${index & 255}`);
  const duties = new Map<string, Duty>(addresses.map((each) => [each, { ...standing, address: each }]));
  const counts = new Map<string, number>();
  let verification = unverified;
  for (let now = 0; now < 30_000; now += 100) {
    const before = verification.checks;
    const probes = new Map([...before.keys()].map((each) => [`eth0 ${each}`, answered]));
    const own = (): readonly Asked[] => [{ address: "10.0.0.2", link: heartbeatsOn }];
    verification = verify(verification, { ...seen(now), duties, probes, own });
    for (const each of verification.checks.keys()) if (!before.has(each)) counts.set(each, (counts.get(each) ?? 0) + 1);
    assert.ok(verification.checks.size <= 30 * times);
  }
  assert.equal(counts.size, 300);
  assert.deepEqual(new Set(counts.values()), new Set([times]));
});
