import assert from "node:assert/strict";
import type { Duty } from "../../../functions/model/announcing/duties/duty.ts";
import { overhearMs } from "../../../functions/model/announcing/timing.ts";
import { ClientRedirector } from "../../../runtime/announcer/client_redirector.ts";
import { Wire } from "../../../runtime/announcer/wire.ts";
import type { WireEvents } from "../../../runtime/announcer/wire_port.ts";
import { haveCommands } from "../../cluster/machine/commands.ts";
import { announced, relieved } from "../../functions/duty_samples.ts";
import { LinkedHosts, nodeMac } from "../wire/host.ts";

const ignore = !await haveCommands("unshare", "nsenter", "ip", "bash");
const newHolderMac = "02:00:00:00:00:99";
const nobody: WireEvents = { frame: () => {}, datagram: () => {}, linksChanged: () => {} };

const families = [
  { family: "IPv4", address: "10.0.0.200", prefix: 32, strict: "ipv4.conf.eth0.drop_gratuitous_arp" },
  { family: "IPv6", address: "fd00::200", prefix: 128, strict: "ipv6.conf.eth0.drop_unsolicited_na" },
];

Deno.test.each(families)(
  "a host that drops unasked announcements keeps the old MAC while it has an open connection, and then receives the new MAC, over $family",
  { ignore },
  async ({ address, prefix, strict }) => {
    await using hosts = await LinkedHosts.start();
    const { node, peer } = hosts;
    await node.run(`ip addr add ${address}/${prefix} dev eth0 nodad`);
    await peer.run(`sysctl -qw net.${strict}=1`);
    // The kernel accepts connections to the address.
    using _server = node.inside(() => Deno.listen({ hostname: address, port: 80 }));
    await using wire = node.inside(() => new Wire({ port: 7946, everyMs: 100, exclude: [] }));
    const redirector = new ClientRedirector({ wire, clock: () => overhearMs });
    const surrogate = relieved(address, "b", { eth0: newHolderMac });
    const duty = (each: Duty): ReadonlyMap<string, Duty> => new Map([[address, each]]);
    node.inside(() => redirector.follow(new Set([address]), duty(announced(address)), duty(surrogate)));

    let isOver = false;
    const listening = (async (): Promise<void> => {
      while (!isOver) await wire.wait(Infinity, nobody);
    })();
    const known = `ip neigh show ${address}`;
    // The host has two connections. As long as the second is open, the host must keep the old MAC.
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
