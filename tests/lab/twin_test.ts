import assert from "node:assert/strict";
import { epochMs } from "../../runtime/lab/client/events.ts";
import { eventually } from "../../runtime/lab/stage/eventually.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { BenchLab } from "./stage/bench_lab.ts";

const ignore = !await worldsAllowed();
/** Long enough for a second announcer to start on a busy machine, and to take addresses if it does not wait. */
const watchedMs = 15_000;

Deno.test(
  "a second announcer with the name of a node says so and waits, and the address keeps one MAC",
  { ignore },
  async (t) => {
    await using bench = await BenchLab.create(3, "IPv4");
    const { lab, holder } = bench;
    const mac = bench.macOf(holder);
    const other = lab.nodes.find(({ name }) => name !== holder.name);
    assert.ok(other !== undefined);

    await t.step("it waits, and both logs say why", async () => {
      await other.endAnnouncer();
      await bench.settled();
      lab.start(other.host, "second", [
        "announcer",
        "--node-name",
        holder.name,
        "--folder",
        "/run/lab/cluster",
        "--heartbeat-key",
        "/run/lab/heartbeat.key",
      ]);
      await eventually(
        "the second announcer waits",
        () => Promise.resolve(/"level":"error".*this one waits/.test(lab.log("second"))),
      );
      assert.match(lab.log(`announcer-${holder.name}`), /A second announcer with the name of node/);
    });

    await t.step("only the first answers", async () => {
      const since = epochMs();
      await bench.neighbors.first(({ at }) => at > since + watchedMs, { since, withinMs: 2 * watchedMs });
      const macs = new Set(bench.answersSince(since).map((answer) => answer.mac));
      assert.deepEqual([...macs], [mac]);
      assert.deepEqual(bench.damage(since, mac), { moved: 0, lost: 0, broken: 0 });
    });
  },
);
