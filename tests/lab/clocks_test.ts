import assert from "node:assert/strict";
import { epochMs } from "../../runtime/lab/client/events.ts";
import { clusterFolder } from "../../runtime/lab/lab.ts";
import type { Place } from "../../runtime/lab/stage/lab_node.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { addressOf, BenchLab, sleep } from "./stage/bench_lab.ts";
import { services } from "./stage/manifests.ts";

/** libfaketime, from Debian's package `faketime`. */
const library = [...libraries()].at(0);
const ignore = !await worldsAllowed() || library === undefined;
const withinMs = 60_000;
/** Longer than a Lease lasts, so that a wrong age of a Lease would show. */
const watchedMs = 50_000;

for (const step of ["+1d", "-1d"]) {
  Deno.test(
    `the clocks of the controller and of a standby's announcer jump by ${step} while they run: nothing moves, a new Service is announced, and a dead node is replaced`,
    { ignore },
    async () => {
      await using bench = await BenchLab.create(3, "IPv4");
      const { lab, holder } = bench;
      const mac = bench.macOf(holder);
      const clock = "/run/lab/clock";
      const set = (by: string): void => Deno.writeTextFileSync(lab.world.outside(clock), by);
      set("+0");
      const standby = lab.nodes.find((each) => each !== holder);
      assert.ok(standby !== undefined && lab.controller !== undefined);
      lab.controller.kill("SIGTERM");
      await lab.controller.status;
      await standby.endAnnouncer();
      const common = ["--folder", clusterFolder];
      lab.start(withClock(lab.world, clock), "controller-with-clock", ["controller", ...common]);
      const restarted = epochMs();
      const named = ["--node-name", standby.name, "--heartbeat-key", "/run/lab/heartbeat.key"];
      lab.start(withClock(standby.host, clock), `announcer-${standby.name}`, ["announcer", ...named, ...common]);
      await bench.announcerUp(standby, restarted);
      await bench.settled();

      set(step);
      const since = epochMs();
      await sleep(watchedMs);
      assert.deepEqual(bench.damage(since, mac), { moved: 0, lost: 0, broken: 0 });
      const servedBy = lab.nodes.map((each) => each.name);
      lab.apply({ "later.yaml": services([{ name: "later", family: "IPv4", servedBy }]) });
      await addressOf(lab, "default/later");

      const died = epochMs();
      await holder.kill();
      const taken = await bench.neighbors.first(({ kind, mac: by }) => kind === "answer" && by !== mac, {
        since: died,
        withinMs,
      });
      assert.ok(taken !== undefined, "another node takes over");
      await bench.settled();
    },
  );
}

/** The same place, but the wall clock of programs that start there differs by the text in the file, e.g. `+1d`. */
function withClock(place: Place, file: string): Place {
  const environment = [
    `LD_PRELOAD=${library}`,
    `FAKETIME_TIMESTAMP_FILE=${file}`,
    "FAKETIME_CACHE_DURATION=1",
    "FAKETIME_DONT_FAKE_MONOTONIC=1",
  ];
  return {
    spawn: (command, args, options) => place.spawn("env", [...environment, command, ...args ?? []], options),
  };
}

function* libraries(): Generator<string> {
  for (const machine of ["x86_64", "aarch64"]) {
    const path = `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`;
    try {
      if (Deno.statSync(path).isFile) yield path;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
