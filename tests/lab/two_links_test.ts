import assert from "node:assert/strict";
import { epochMs } from "../../runtime/lab/client/events.ts";
import type { Host } from "../../runtime/lab/stage/host.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { addressOf, applyServices, bareLab } from "./stage/bench_lab.ts";

const ignore = !await worldsAllowed();
/** A little longer than all rounds of gratuitous ARP for a new address. */
const openingMs = 5_500;
/** Shorter than the time between two refreshes. */
const withinMs = 30_000;

const lost: readonly { readonly name: string; readonly lose: (host: Host) => Promise<unknown> }[] = [
  { name: "its cable is cut", lose: (host) => host.linkDown("eth0") },
  { name: "it is set down", lose: (host) => host.run("ip", ["link", "set", "eth0", "down"]) },
  { name: "it is deleted", lose: (host) => host.run("ip", ["link", "del", "eth0"]) },
];

for (const { name, lose } of lost) {
  Deno.test(
    `a node has two links on the clients' network and loses one, ${name}: the other link's MAC is announced at once`,
    { ignore },
    async () => {
      await using lab = await bareLab(1);
      const [node] = lab.nodes;
      assert.ok(node !== undefined);
      const other = await lab.lan.attach(node.host, { interface: "eth1", address: "172.16.1.10/16" });
      applyServices(lab, [{ name: "web", family: "IPv4" }]);
      const address = await addressOf(lab, "default/web");
      await using watch = lab.watch("watch-neighbors", lab.watcher, [address]);
      const heard = (kind: "answer" | "announcement", mac: string, since: number): Promise<unknown> =>
        watch.first((event) => event.kind === kind && event.mac === mac, { since, withinMs });
      for (const mac of [node.mac, other.mac]) assert.ok(await heard("answer", mac, 0), `${mac} does not answer`);
      // After the rounds for a new address, only the refresh announces the address, once a minute.
      const answering = epochMs();
      await watch.first(({ at }) => at > answering + openingMs, { since: answering, withinMs });
      const gone = epochMs();
      await lose(node.host);
      assert.ok(await heard("announcement", other.mac, gone), `${other.mac} is not announced`);
    },
  );
}
