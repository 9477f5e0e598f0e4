import assert from "node:assert/strict";
import {
  type OwnClaim,
  rulingOn,
  twinIn,
  type TwinRuling,
  twinRulings,
} from "../../../../../functions/model/announcing/heartbeat/twin_beats.ts";
import type { BeatState } from "../../../../../functions/model/announcing/heartbeat/heartbeat.ts";

const mac = "02:00:00:00:00:02";

/** In each row, this announcer has run for 100 s, and its incarnation is 20. */
interface Row {
  readonly name: string;
  readonly own?: BeatState;
  readonly incarnation: number;
  readonly echo?: number;
  readonly state?: BeatState;
  readonly ran: number;
  readonly told?: TwinRuling | "unknown";
  /** Which of the two must wait; undefined: this announcer does not know it yet. */
  readonly waits: "this one" | "the other one" | undefined;
  readonly ruling: TwinRuling;
}

Deno.test.each<Row>([
  { name: "it rules, and has run longer", incarnation: 30, ran: 90, waits: "the other one", ruling: "receiverWaits" },
  { name: "it rules, and has run less long", incarnation: 30, ran: 101, waits: "this one", ruling: "senderWaits" },
  {
    name: "it rules, and both have run for 100 s",
    incarnation: 30,
    ran: 100,
    waits: "the other one",
    ruling: "receiverWaits",
  },
  {
    name: "it rules, whatever the other one says",
    incarnation: 30,
    ran: 90,
    told: "receiverWaits",
    waits: "the other one",
    ruling: "receiverWaits",
  },
  {
    name: "it rules, and only the other one has the Lease",
    own: "starting",
    incarnation: 30,
    state: "running",
    ran: 10,
    waits: "this one",
    ruling: "senderWaits",
  },
  {
    name: "it rules, and the Lease of the other one was refused",
    own: "starting",
    incarnation: 30,
    state: "restarting",
    ran: 900,
    waits: "the other one",
    ruling: "receiverWaits",
  },
  { name: "the other one rules, and has not ruled yet", incarnation: 10, ran: 900, waits: undefined, ruling: "none" },
  {
    name: "the other one rules: this one waits",
    incarnation: 10,
    ran: 10,
    told: "receiverWaits",
    waits: "this one",
    ruling: "none",
  },
  {
    name: "the other one rules: it waits itself",
    incarnation: 10,
    ran: 900,
    told: "senderWaits",
    waits: "the other one",
    ruling: "none",
  },
  {
    name: "the other one rules, in an unknown way",
    incarnation: 10,
    ran: 900,
    told: "unknown",
    waits: undefined,
    ruling: "none",
  },
  { name: "the beat may be a recording", incarnation: 30, echo: 19, ran: 900, waits: undefined, ruling: "none" },
  {
    name: "the recorded beat says that this one waits",
    incarnation: 10,
    echo: 19,
    ran: 900,
    told: "receiverWaits",
    waits: undefined,
    ruling: "none",
  },
  { name: "the beat is its own", incarnation: 20, ran: 100, told: "receiverWaits", waits: undefined, ruling: "none" },
])("an announcer hears a beat with its own name: $name", (row) => {
  const { own: claim = "running", incarnation, echo = 20, state = "running", ran, told = "none", waits, ruling } = row;
  const own: OwnClaim = { incarnation: 20, ranSeconds: 100, state: claim };
  const knownVersion = told === "unknown" ? twinRulings.length : twinRulings.indexOf(told);
  const beat = { incarnation, echo, mac, version: ran, state, knownVersion };
  const twin = waits === undefined ? undefined : { mac, ranSeconds: ran, isFirst: waits === "this one" };
  assert.deepEqual([twinIn(beat, own), rulingOn(beat, own)], [twin, ruling]);
});
