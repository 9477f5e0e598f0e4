import assert from "node:assert/strict";
import { epochMs, type NeighborHeard } from "../../runtime/lab/client/events.ts";
import { haveCommands } from "../cluster/machine/commands.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { BenchLab } from "./stage/bench_lab.ts";
import type { Family } from "./stage/manifests.ts";

const ignore = !await worldsAllowed() || !await haveCommands("nft");
const withinMs = 60_000;
/** How long it may take until another node answers, on a busy machine. */
const takenMs = 20_000;
/** How long the answers are watched after the repair. */
const watchedMs = 500;

/** Each rule is for the bridge's end of the cable, so a frame that comes in there was sent by the node. */
const ways = [
  { name: "sends and does not receive", dropped: "oifname" },
  { name: "receives and does not send", dropped: "iifname" },
] as const;
const families: readonly Family[] = ["IPv4", "IPv6"];

for (const { name, dropped } of ways) {
  for (const family of families) {
    Deno.test(
      `the switch port of the holder ${name}, ${family}: another node takes over, and one MAC answers after the repair`,
      {
        ignore,
      },
      async () => {
        await using bench = await BenchLab.create(3, family);
        const { lab, holder } = bench;
        const mac = bench.macOf(holder);
        const port = holder.host.ports.find((each) => each.interface === "eth0")?.name;
        const since = epochMs();
        await lab.world.run("nft", ["-f", "-"], {
          input:
            `table bridge one_way { chain passing { type filter hook forward priority 0; ${dropped} "${port}" drop; }; }\n`,
        });
        const isOther = await bench.neighbors.first(({ kind, mac: by }) => kind === "answer" && by !== mac, {
          since,
          withinMs,
        });
        const ms = (isOther?.at ?? Infinity) - since;
        assert.ok(ms <= takenMs, `no other node answered for ${ms} ms\n${lab.log(`announcer-${holder.name}`)}`);
        assert.ok(await bench.http.first(({ ok }) => ok, { since: isOther?.at ?? since, withinMs }), "HTTP works");
        await lab.world.run("nft", ["delete", "table", "bridge", "one_way"]);
        await bench.settled();
        const settled = epochMs();
        assert.ok(await bench.http.first(({ ok }) => ok, { since: settled, withinMs }), "HTTP works after the repair");
        const isLater = ({ kind, at }: NeighborHeard): boolean => kind === "answer" && at > settled + watchedMs;
        assert.ok(await bench.neighbors.first(isLater, { since: settled, withinMs }), "the address is answered");
        assert.equal(new Set(bench.answersSince(settled).map((answer) => answer.mac)).size, 1);
      },
    );
  }
}
