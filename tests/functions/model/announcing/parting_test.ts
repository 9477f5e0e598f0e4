import assert from "node:assert/strict";
import {
  type Client,
  isParting,
  isToBeTold,
  mostOpen,
  overhear,
  type Parting,
} from "../../../../functions/model/announcing/parting.ts";
import type { Duty, Holding } from "../../../../functions/model/announcing/duty.ts";
import { overhearMs } from "../../../../functions/model/announcing/timing.ts";
import type { EdgeSegment } from "../../../../functions/model/wire/tcp_segment.ts";

const address = "10.0.0.200";
const parting: Parting = {
  role: "surrogate",
  address,
  holder: "b",
  macs: { eth0: "02:00:00:00:0b:00" },
  relievedSince: 0,
};
const { relievedSince: _, ...standIn } = parting;
const holding: Holding = { role: "holding", address, revision: 1, since: 0, links: ["eth0"], macs: {}, rounds: 5 };

const begins: { name: string; duty: Duty | undefined; before: Duty | undefined; already: boolean; is: boolean }[] = [
  { name: "one that held it", duty: parting, before: holding, already: false, is: true },
  { name: "one that is at it", duty: parting, before: parting, already: true, is: true },
  { name: "one whose holder's announcer is back", duty: parting, before: standIn, already: false, is: false },
  { name: "one whose holder's announcer is away", duty: standIn, before: holding, already: false, is: false },
  { name: "one that holds it", duty: holding, before: holding, already: false, is: false },
  { name: "one that has it again", duty: holding, before: parting, already: true, is: false },
  { name: "one that has fallen silent", duty: undefined, before: parting, already: true, is: false },
];

Deno.test.each(begins)("parting from an address, $name: $is", ({ duty, before, already, is }) => {
  assert.equal(isParting(duty, before, already), is);
});

/** Each word is a segment, of connection 1, 2 … at an instant: `+1@0` opens, `-1@60` closes. */
const stories: { name: string; story: string; told: string }[] = [
  { name: "with nothing else open it is told when a connection closes", story: "+1@55 -1@60", told: "-1@60" },
  { name: "also when the opening was not seen", story: "-1@60", told: "-1@60" },
  { name: "not while another is open", story: "+1@55 +2@56 -1@60 -2@61", told: "-2@61" },
  { name: "not when it opens one", story: "+1@60 +2@70", told: "" },
  { name: "once", story: "-1@60 -1@61", told: "-1@60" },
  { name: "again when it has opened one here since", story: "-1@60 +2@65 -2@70", told: "-1@60 -2@70" },
  { name: "not before it was listened for a while", story: "+1@10 -1@15 +2@45 -2@52", told: "-2@52" },
  { name: "not by one that stalled until its time was over", story: "+1@55 -1@1000", told: "" },
  { name: "a segment that is sent again makes no difference", story: "+1@55 +1@56 -1@60 -1@61", told: "-1@60" },
];

Deno.test.each(stories)("of a client, $name", ({ story, told }) => {
  let client: Client | undefined;
  const heard = story.split(" ").filter((word) => {
    const [, sign, connection, at] = /^([+-])(\d+)@(\d+)$/.exec(word) ?? [];
    client = overhear(client, segment(Number(connection), sign === "+" ? "opens" : "closes"));
    if (sign === "+" || !isToBeTold(client, parting, Number(at))) return false;
    client = { ...client, isTold: true };
    return true;
  });
  assert.equal(heard.join(" "), told);
});

function segment(connection: number, edge: EdgeSegment["edge"]): EdgeSegment {
  return {
    ethernetSource: "02:00:00:00:00:01",
    source: "10.0.0.1",
    sourcePort: 40_000 + connection,
    destination: address,
    destinationPort: 80,
    edge,
  };
}

Deno.test("a crowd is left to the broadcast, also when few of it are left", () => {
  let client: Client | undefined;
  const connections = Array.from({ length: mostOpen + 1 }, (_, index) => index);
  for (const each of connections) client = overhear(client, segment(each, "opens"));
  for (const each of connections) {
    client = overhear(client, segment(each, "closes"));
    assert.equal(isToBeTold(client, parting, overhearMs), false);
  }
  assert.deepEqual(client, { open: "many", isTold: false });
});
