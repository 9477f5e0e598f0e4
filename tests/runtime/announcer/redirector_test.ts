import assert from "node:assert/strict";
import type { Duty, Holding, Surrogacy } from "../../../functions/model/announcing/duty.ts";
import { overhearMs } from "../../../functions/model/announcing/timing.ts";
import { Redirector } from "../../../runtime/announcer/redirector.ts";
import { Wire } from "../../../runtime/announcer/wire.ts";
import type { WireEvents } from "../../../runtime/announcer/wire_port.ts";
import { haveCommands } from "../../cluster/commands.ts";
import { LinkedHosts, nodeMac } from "../wire/host.ts";

const ignore = !await haveCommands("unshare", "nsenter", "ip", "bash");
const newHolderMac = "02:00:00:00:00:99";
const nobody: WireEvents = { frame: () => {}, datagram: () => {}, linksChanged: () => {} };

const families = [
  { family: "IPv4", address: "10.0.0.200", prefix: 32 },
  { family: "IPv6", address: "fd00::200", prefix: 128 },
];

Deno.test.each(families)(
  "a host with a connection open keeps the old MAC, and has the new one once it has closed it, over $family",
  { ignore },
  async ({ address, prefix }) => {
    await using hosts = await LinkedHosts.start();
    const { node, peer } = hosts;
    await node.run(`ip addr add ${address}/${prefix} dev eth0 nodad`);
    // The kernel accepts for it.
    using _server = node.inside(() => Deno.listen({ hostname: address, port: 80 }));
    await using wire = node.inside(() => new Wire({ port: 7946, exclude: [] }));
    const redirector = new Redirector({ wire, clock: () => overhearMs });
    const holding: Holding = { role: "holding", address, revision: 1, since: 0, links: ["eth0"], macs: {}, rounds: 5 };
    const surrogate: Surrogacy = {
      role: "surrogate",
      address,
      holder: "b",
      macs: { eth0: newHolderMac },
      relievedSince: 0,
    };
    const duty = (each: Duty): ReadonlyMap<string, Duty> => new Map([[address, each]]);
    node.inside(() => redirector.follow(new Set([address]), duty(holding), duty(surrogate)));

    let isOver = false;
    const listening = (async (): Promise<void> => {
      while (!isOver) await wire.wait(Infinity, nobody);
    })();
    const known = `ip neigh show ${address}`;
    // Two connections: the end of the one tells nothing, since the other is open.
    const talk = `exec 3<>/dev/tcp/${address}/80 4<>/dev/tcp/${address}/80; exec 3>&-; ${known}; exec 4>&-; ` +
      `until ${known} | grep -q ${newHolderMac}; do sleep 0.01; done; ${known}`;
    const seen = await peer.run(`timeout 30 bash -c '${talk}'`);
    const [before, after] = seen.trim().split("\n");
    assert.match(before ?? "", new RegExp(`lladdr ${nodeMac} `));
    assert.match(after ?? "", new RegExp(`lladdr ${newHolderMac} `));

    redirector.follow(new Set([address]), duty(surrogate), new Map());
    isOver = true;
    wire.wake();
    await listening;
  },
);
