import assert from "node:assert/strict";
import { type OwnLease, type TwinVerdict, twinVerdict } from "../../../../functions/model/announcing/status/twins.ts";
import type { Lease } from "../../../../functions/model/kubernetes.ts";
import { annotationLinks, annotationTwin } from "../../../../functions/model/names.ts";

const early = "2026-11-23T10:00:00.000000Z";
const late = "2026-11-23T10:05:00.000000Z";

interface Row {
  readonly name: string;
  readonly acquired?: string;
  readonly claims?: string;
  readonly own: OwnLease;
  readonly is: TwinVerdict["is"];
}

Deno.test.each<Row>([
  { name: "there is no time in it", own: { started: late, wasSeen: false, twin: undefined }, is: "alone" },
  { name: "its own write", acquired: late, own: { started: late, wasSeen: true, twin: undefined }, is: "alone" },
  {
    name: "the write of an earlier run, at the start",
    acquired: early,
    own: { started: late, wasSeen: false, twin: undefined },
    is: "alone",
  },
  {
    name: "a write of the run before arrives late",
    acquired: early,
    own: { started: late, before: early, wasSeen: true, twin: undefined },
    is: "alone",
  },
  {
    name: "the announcer that was there before claims it",
    acquired: early,
    claims: late,
    own: { started: late, before: early, wasSeen: true, twin: undefined },
    is: "second",
  },
  {
    name: "another announcer writes it later",
    acquired: late,
    own: { started: early, wasSeen: true, twin: undefined },
    is: "first",
  },
  {
    name: "another announcer, whose clock is behind, writes it later",
    acquired: early,
    own: { started: late, wasSeen: true, twin: undefined },
    is: "first",
  },
  {
    name: "the first announcer claims it",
    acquired: early,
    claims: late,
    own: { started: late, wasSeen: true, twin: undefined },
    is: "second",
  },
  {
    name: "the first announcer, whose clock is ahead, claims it",
    acquired: late,
    claims: early,
    own: { started: early, wasSeen: true, twin: undefined },
    is: "second",
  },
  {
    name: "both started together and claim it: the earlier one stays",
    acquired: late,
    claims: early,
    own: { started: early, wasSeen: true, twin: late },
    is: "first",
  },
  {
    name: "both started together and claim it: the later one waits",
    acquired: early,
    claims: late,
    own: { started: late, wasSeen: true, twin: early },
    is: "second",
  },
  {
    name: "the other announcer claims it against a third",
    acquired: early,
    claims: "2026-11-23T09:00:00.000000Z",
    own: { started: late, wasSeen: true, twin: undefined },
    is: "first",
  },
])("an announcer reads its Lease: $name: $is", ({ acquired, claims, own, is }) => {
  const links = JSON.stringify({ links: [{ name: "eth0", mac: "02:00:00:00:00:01", addresses: [] }] });
  const lease: Lease = {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: {
      name: "arpeggio-announcer-a",
      annotations: { [annotationLinks]: links, ...(claims !== undefined && { [annotationTwin]: claims }) },
    },
    spec: acquired === undefined ? {} : { acquireTime: acquired },
  };
  const verdict = twinVerdict(lease, own);
  assert.equal(verdict.is, is);
  if (verdict.is !== "alone") assert.deepEqual(verdict.macs, ["02:00:00:00:00:01"]);
});
