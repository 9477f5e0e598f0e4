import assert from "node:assert/strict";
import { decide } from "../../functions/decide.ts";
import { explain } from "../../functions/explain.ts";
import { parseAddress } from "../../functions/model/addresses/address.ts";
import {
  boundMessage,
  boundOnLinkMessage,
  defendedMessage,
  forgedMessage,
  keptMessage,
  secondAnnouncerMessage,
} from "../../functions/model/announcing/status/announcer_messages.ts";
import type { VirtualIP } from "../../functions/model/crds.ts";
import type { Observed } from "../../functions/model/observed.ts";
import { type ConflictReason, conflictReasons } from "../../functions/model/reasons.ts";
import { pageOf } from "../../functions/page/page_of.ts";
import { readManifests } from "../../runtime/reading/read_manifests.ts";

interface Row {
  readonly name: string;
  readonly reason: ConflictReason;
  readonly message: string;
  /** What the user must find in the answer of `why`, as the next step. */
  readonly step: RegExp;
  /** What the user must find on the page. */
  readonly cure: RegExp;
}

const address = "192.0.2.33";
const folder = new URL("../fixtures/questions/", import.meta.url).pathname;
const mac = "02:00:00:00:00:02";
const other = { node: "node-2", mac, link: "eth0" };

const rows: readonly Row[] = [
  {
    name: "a stranger answers",
    reason: "Defended",
    message: defendedMessage("node-1", mac),
    step: /^find the host that uses the address/,
    cure: /find that host and remove the address from it/,
  },
  {
    name: "a node does not give the address up",
    reason: "NotGivenUp",
    message: keptMessage("node-1", other),
    step: /^read the log of that node's announcer/,
    cure: /or restart it/,
  },
  {
    name: "the MAC of a dead node answers",
    reason: "Forged",
    message: forgedMessage("node-1", other),
    step: /^find the host that uses the MAC/,
    cure: /find the host that uses this MAC/,
  },
  {
    name: "a node answers with a second MAC",
    reason: "BoundOnNode",
    message: boundMessage("node-1", other),
    step: /`ip addr del`.*strictARP/,
    cure: /`ip addr del`.*strictARP/,
  },
  {
    name: "an interface of a node has the address",
    reason: "BoundOnNode",
    message: boundOnLinkMessage(address, other),
    step: /`ip addr del`.*strictARP/,
    cure: /`ip addr del 192\.0\.2\.33 dev eth0`/,
  },
  {
    name: "a second announcer with the holder's name answers",
    reason: "SecondAnnouncer",
    message: secondAnnouncerMessage("node-1", mac),
    step: /^find the host of the second announcer.*--node-name/,
    cure: /give its announcer the name of its own Node \(--node-name\)/,
  },
];

for (const { name, reason, message, step, cure } of rows) {
  Deno.test(`an address in conflict: ${name}; why and the page show the reason and the cure`, async () => {
    const observed = await inConflict(reason, message);
    const parsed = parseAddress(address);
    assert.ok(parsed !== undefined);
    for (
      const explanation of [
        explain(observed, { about: "address", address: parsed }),
        explain(observed, { about: "service", key: "default/web" }),
      ]
    ) {
      assert.ok(explanation.about === "address" || explanation.about === "service");
      const [account] = explanation.about === "address" ? [explanation.account] : explanation.addresses;
      assert.deepEqual([account?.conflict, account?.status], [{ reason, message }, "True"]);
      assert.equal(explanation.isFine, false);
      assert.deepEqual(explanation.nextSteps.map(({ text }) => step.test(text)), [true]);
    }
    const { conflicts } = pageOf(observed, decide(observed), { timeline: [], samples: new Map() });
    assert.deepEqual(conflicts.map((row) => [row.address, row.services, row.reason, row.message]), [
      [address, ["default/web"], reason, message],
    ]);
    assert.match(message, cure);
  });
}

Deno.test("every reason of a conflict has a row here", () => {
  assert.deepEqual(new Set(rows.map(({ reason }) => reason)), new Set(conflictReasons));
});

async function inConflict(reason: ConflictReason, message: string): Promise<Observed> {
  const { observed } = await readManifests([`${folder}nodes.yaml`, `${folder}bound.yaml`]);
  return { ...observed, virtualIPs: observed.virtualIPs.map((each) => withConflict(each, reason, message)) };
}

function withConflict(virtualIP: VirtualIP, reason: ConflictReason, message: string): VirtualIP {
  const conditions = virtualIP.status?.conditions?.map((each) =>
    each.type === "Conflict" ? { ...each, reason, message } : each
  );
  return { ...virtualIP, status: { ...virtualIP.status, ...(conditions !== undefined && { conditions }) } };
}
