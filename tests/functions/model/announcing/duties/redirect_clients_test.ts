import assert from "node:assert/strict";
import {
  type Client,
  isRedirecting,
  isToBeTold,
  mostOpen,
  overhear,
} from "../../../../../functions/model/announcing/duties/redirect_clients.ts";
import { announced, relieved, standingIn } from "../../../duty_samples.ts";
import type { Duty } from "../../../../../functions/model/announcing/duties/duty.ts";
import { overhearMs } from "../../../../../functions/model/announcing/timing.ts";
import type { EdgeSegment } from "../../../../../functions/model/wire/tcp_segment.ts";

const address = "10.0.0.200";
const macs = { eth0: "02:00:00:00:0b:00" };
const giver = relieved(address, "b", macs);
const standIn = standingIn(address, "b", macs);
const holding = announced(address);

const begins: { name: string; duty: Duty | undefined; before: Duty | undefined; already: boolean; is: boolean }[] = [
  { name: "a relieved node that held the address", duty: giver, before: holding, already: false, is: true },
  { name: "a relieved node that already redirects clients", duty: giver, before: giver, already: true, is: true },
  { name: "a surrogate, when the holder's announcer is back", duty: giver, before: standIn, already: false, is: false },
  {
    name: "a surrogate, while the holder's announcer is away",
    duty: standIn,
    before: holding,
    already: false,
    is: false,
  },
  { name: "a holder", duty: holding, before: holding, already: false, is: false },
  { name: "a node that holds the address again", duty: holding, before: giver, already: true, is: false },
  { name: "a node that no longer answers", duty: undefined, before: giver, already: true, is: false },
];

Deno.test.each(begins)("clients may be redirected by $name: $is", ({ duty, before, already, is }) => {
  assert.equal(isRedirecting(duty, before, already), is);
});

/** Each word is a segment of a connection: `+1@0` opens connection 1 at 0 ms, `-1@60` closes it at 60 ms. */
const stories: { name: string; story: string; told: string }[] = [
  { name: "the new MAC is sent when the only connection closes", story: "+1@55 -1@60", told: "-1@60" },
  { name: "the new MAC is sent even if the opening was not seen", story: "-1@60", told: "-1@60" },
  { name: "the new MAC is not sent while another connection is open", story: "+1@55 +2@56 -1@60 -2@61", told: "-2@61" },
  { name: "the new MAC is not sent when a connection opens", story: "+1@60 +2@70", told: "" },
  { name: "the new MAC is sent only once", story: "-1@60 -1@61", told: "-1@60" },
  {
    name: "the new MAC is sent again after the client has opened another connection to this node",
    story: "-1@60 +2@65 -2@70",
    told: "-1@60 -2@70",
  },
  {
    name: "the new MAC is not sent in the first 50 ms",
    story: "+1@10 -1@15 +2@45 -2@52",
    told: "-2@52",
  },
  { name: "the new MAC is not sent after the node's time as relieved node", story: "+1@55 -1@1000", told: "" },
  { name: "a repeated segment makes no difference", story: "+1@55 +1@56 -1@60 -1@61", told: "-1@60" },
];

Deno.test.each(stories)("towards one client, $name", ({ story, told }) => {
  let client: Client | undefined;
  const heard = story.split(" ").filter((word) => {
    const [, sign, connection, at] = /^([+-])(\d+)@(\d+)$/.exec(word) ?? [];
    client = overhear(client, segment(Number(connection), sign === "+" ? "opens" : "closes"));
    if (sign === "+" || !isToBeTold(client, giver, Number(at))) return false;
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

Deno.test("a client with many connections never gets the new MAC from this node, even after most connections have closed", () => {
  let client: Client | undefined;
  const connections = Array.from({ length: mostOpen + 1 }, (_, index) => index);
  for (const each of connections) client = overhear(client, segment(each, "opens"));
  for (const each of connections) {
    client = overhear(client, segment(each, "closes"));
    assert.equal(isToBeTold(client, giver, overhearMs), false);
  }
  assert.deepEqual(client, { open: "many", isTold: false });
});
