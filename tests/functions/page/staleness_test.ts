import assert from "node:assert/strict";
import { stalenessOf, type Vantage } from "../../../functions/page/staleness.ts";

const now = 1_000_000;
const leading: Vantage = { now, leads: true, leader: "a", unchangedMs: 400 };
const looking: Vantage = { ...leading, leads: false };

Deno.test.each([
  { name: "a leader is up to date", vantage: leading, want: undefined },
  { name: "a standby that observes while another leads is up to date", vantage: looking, want: undefined },
  {
    name: "a controller that has lost the lead because the API server does not answer",
    vantage: { ...looking, leader: "", unchangedMs: 20_000, trouble: "connection refused", pausedAt: now - 15_000 },
    want: { asOf: now - 20_000, reason: "The API server does not answer: connection refused" },
  },
  {
    name: "no controller leads",
    vantage: { ...looking, leader: "", unchangedMs: 9_000 },
    want: { asOf: now - 9_000, reason: "No controller is active, so nothing is decided now." },
  },
  {
    name: "the lead was given up a moment ago: the next controller takes it at once",
    vantage: { ...looking, leader: "", unchangedMs: 300 },
    want: undefined,
  },
  {
    name: "a standby whose page had no viewers reads the cluster again",
    vantage: { ...looking, pausedAt: now - 60_000 },
    want: { asOf: now - 60_000, reason: "This controller is reading the cluster." },
  },
  {
    name: "the API server has not answered since this controller started",
    vantage: { now, leads: false, unchangedMs: 30_000 },
    want: { asOf: now - 30_000, reason: "The API server has sent nothing for a while." },
  },
])("staleness: $name", ({ vantage, want }) => {
  assert.deepEqual(stalenessOf(vantage), want);
});
