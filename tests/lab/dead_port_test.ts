import assert from "node:assert/strict";
import { epochMs } from "../../runtime/lab/client/events.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { BenchLab } from "./stage/bench_lab.ts";
import type { Family } from "./stage/manifests.ts";
import { networks } from "./stage/networks.ts";

const ignore = !await worldsAllowed();
const withinMs = 60_000;

const families: readonly Family[] = ["IPv4", "IPv6"];

/**
 * How long it may take until another node answers, by name of the network. On a link with heartbeats it takes a
 * fraction of a second; on a link without an address, up to 5 s until the next check, and 3 s of waiting. If the
 * machine is busy, the standby may need a second or third check.
 */
const takenMs: Readonly<Record<string, number>> = {
  "plain": 3_000,
  "VLAN without an address": 25_000,
  "/32 hosts": 3_000,
  "two networks": 3_000,
};

for (const network of networks.filter(({ name }) => name in takenMs)) {
  for (const family of families) {
    Deno.test(`a restart and a dead switch port on an imitated network of a user / ${network.name}, ${family} /`, {
      ignore,
    }, async (t) => {
      await using bench = await BenchLab.create(3, family, { network });

      await t.step("while the announcer restarts, a peer answers with the node's MAC", async () => {
        const { holder } = bench;
        const mac = bench.macOf(holder);
        const stopped = epochMs();
        await holder.endAnnouncer("SIGTERM");
        const surrogate = await bench.neighbors.first(({ kind, source }) => kind === "answer" && source !== mac, {
          since: stopped,
          withinMs,
        });
        assert.ok(surrogate !== undefined, "no peer answers");
        const started = epochMs();
        holder.startAnnouncer();
        const isOwn = await bench.neighbors.first(({ source }) => source === mac, { since: started, withinMs });
        assert.ok(isOwn !== undefined, "the node does not answer again");
        await bench.settled();
        assert.equal(bench.damage(stopped, mac).moved, 0);
      });

      await t.step(
        "the switch port of the holder is dead, and the link stays up: another node takes over",
        async () => {
          const { holder } = bench;
          const mac = bench.macOf(holder);
          const since = epochMs();
          await holder.host.isolate(network.link);
          const isOther = await bench.neighbors.first(({ kind, mac: by }) => kind === "answer" && by !== mac, {
            since,
            withinMs,
          });
          const ms = (isOther?.at ?? Infinity) - since;
          assert.ok(ms <= (takenMs[network.name] ?? 0), `no other node answered for ${ms} ms`);
        },
      );
    });
  }
}
