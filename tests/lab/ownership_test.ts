import assert from "node:assert/strict";
import { epochMs } from "../../runtime/lab/client/events.ts";
import type { Host } from "../../runtime/lab/stage/host.ts";
import type { LabNode } from "../../runtime/lab/stage/lab_node.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { addressOf, applyServices, bareLab, BenchLab, conflictsIn } from "./stage/bench_lab.ts";
import type { Family } from "./stage/manifests.ts";

const ignore = !await worldsAllowed();
/** At each refresh, a holder probes whether another host has the address. */
const refreshSeconds = 5;
const withinMs = 60_000;

interface Row {
  readonly name: string;
  readonly families: readonly Family[];
  readonly where: (stage: Stage) => Host;
  readonly lines: (address: string) => string;
  readonly undo: (address: string) => string;
  readonly told: (stage: Stage) => string;
}

interface Stage {
  readonly client: Host;
  readonly holder: LabNode;
  readonly standby: LabNode;
}

const both = ["IPv4", "IPv6"] as const;
const rows: readonly Row[] = [
  {
    name: "a host that answers and does not announce",
    families: both,
    where: ({ client }) => client,
    lines: bind,
    undo: unbind,
    told: ({ client }) => `${client.mac} claims this address too`,
  },
  {
    name: "a standby whose interface has the address",
    families: both,
    where: ({ standby }) => standby.host,
    lines: bind,
    undo: unbind,
    told: ({ standby }) => `eth0 of node ${standby.name} has this address`,
  },
  {
    name: "the holder, whose interface has the address",
    families: both,
    where: ({ holder }) => holder.host,
    lines: bind,
    undo: unbind,
    told: ({ holder }) => `eth0 of node ${holder.name} has this address`,
  },
  {
    name: "kube-ipvs0 without strictARP, on a standby",
    families: ["IPv4"],
    where: ({ standby }) => standby.host,
    // kube-proxy makes a link of kind dummy, which not every kernel has. This makes a bridge without members: only the
    // name of the link matters.
    lines: (address) => `
echo 0 >/proc/sys/net/ipv4/conf/all/arp_ignore
ip link add kube-ipvs0 type bridge
ip addr add ${whole(address)} dev kube-ipvs0`,
    undo: () => "echo 1 >/proc/sys/net/ipv4/conf/all/arp_ignore; ip link del kube-ipvs0",
    told: ({ standby }) => `the kernel of node ${standby.name}`,
  },
];

for (const family of both) {
  Deno.test(
    `another interface has an address in use, ${family}: the Conflict says which host or node has it`,
    { ignore },
    async (t) => {
      const announcerArguments = (): readonly string[] => ["--refresh", String(refreshSeconds)];
      await using bench = await BenchLab.create(3, family, { announcerArguments });
      const { address, holder, lab } = bench;
      const standby = lab.nodes.find(({ name }) => name !== holder.name);
      assert.ok(standby !== undefined);
      const stage = { client: lab.client, holder, standby };
      for (const { name, families, where, lines, undo, told } of rows) {
        if (!families.includes(family)) continue;
        await t.step(name, async () => {
          const host = where(stage);
          const message = told(stage);
          const since = epochMs();
          await host.run("sh", ["-e"], { input: lines(address) });
          const isTold = (): boolean => bench.conflictsSince(since).some((each) => each.includes(message));
          const found = await lab.objects.first(isTold, { since, withinMs });
          await host.run("sh", ["-e"], { input: undo(address) });
          assert.ok(found !== undefined, `"${message}" is not reported, but ${bench.conflictsSince(since)}`);
          await bench.settled();
        });
      }
    },
  );
}

const only = { pool4: "172.16.16.1/32", pool6: "fd00:16:0:0:16::1/128" } as const;

for (const family of both) {
  Deno.test(
    `an interface of a node has the address before a Service gets it, ${family}: the Conflict names the interface`,
    { ignore },
    async () => {
      const address = family === "IPv4" ? "172.16.16.1" : "fd00:16::16:0:0:1";
      const lines = (number: number): string => number === 0 ? bind(address) : "";
      await using lab = await bareLab(3, {
        network: { name: "an address that was left behind", link: "eth0", ground: only, lines },
        announcerArguments: () => ["--refresh", String(refreshSeconds)],
      });
      applyServices(lab, [{ name: "web", family }]);
      assert.equal(await addressOf(lab, "default/web"), address);
      const isTold = (): boolean =>
        conflictsIn(lab, 0).some((each) =>
          each.includes("eth0 of node test-0") && each.includes(`ip addr del ${address} dev eth0`)
        );
      assert.ok(await lab.objects.first(isTold, { withinMs }) !== undefined, `only ${conflictsIn(lab, 0)} is reported`);
    },
  );
}

function bind(address: string): string {
  return `ip addr add ${whole(address)} dev eth0${address.includes(":") ? " nodad" : ""}`;
}

function unbind(address: string): string {
  return `ip addr del ${whole(address)} dev eth0`;
}

function whole(address: string): string {
  return address.includes(":") ? `${address}/128` : `${address}/32`;
}
