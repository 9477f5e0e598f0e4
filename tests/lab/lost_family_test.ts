import assert from "node:assert/strict";
import { epochMs } from "../../runtime/lab/client/events.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { BenchLab } from "./stage/bench_lab.ts";
import type { Family } from "./stage/manifests.ts";

const ignore = !await worldsAllowed();
const withinMs = 60_000;
/** How long the address may be without an answer from a node that serves, on a busy machine. */
const takenMs = 3_000;

const lost: readonly { readonly name: string; readonly family: Family; readonly lines: string }[] = [
  {
    name: "IPv6 is switched off on the holder's link",
    family: "IPv6",
    lines: "echo 1 >/proc/sys/net/ipv6/conf/eth0/disable_ipv6",
  },
  { name: "the MTU of the holder's link is too small for IPv6", family: "IPv6", lines: "ip link set eth0 mtu 1200" },
  { name: "the holder's link loses its IPv4 addresses", family: "IPv4", lines: "ip -4 addr flush dev eth0" },
];

for (const { name, family, lines } of lost) {
  for (const planner of ["with a controller", "without a controller"] as const) {
    Deno.test(`${name}, ${planner}: another node takes over, and the holder stops answering`, { ignore }, async () => {
      await using bench = await BenchLab.create(3, family);
      const { lab, holder } = bench;
      const mac = bench.macOf(holder);
      if (planner === "without a controller") {
        lab.controller?.kill("SIGKILL");
        await lab.controller?.status;
      }
      const since = epochMs();
      await holder.host.run("sh", ["-e"], { input: lines });
      const isOther = await bench.neighbors.first(({ kind, mac: by }) => kind === "answer" && by !== mac, {
        since,
        withinMs,
      });
      const ms = (isOther?.at ?? Infinity) - since;
      assert.ok(ms <= takenMs, `no other node answered for ${ms} ms`);
      await bench.settled();
      assert.notEqual(bench.holder.name, holder.name);
      const settled = epochMs();
      await bench.http.first(({ ok }) => ok, { since: settled, withinMs });
      assert.deepEqual(bench.answersSince(settled).filter((answer) => answer.mac === mac), []);
    });
  }
}
