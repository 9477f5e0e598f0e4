import assert from "node:assert/strict";
import { fingerprint } from "../../functions/model/announcing/heartbeat/key_ring.ts";
import {
  type HeartbeatStanding,
  readHeartbeatStanding,
} from "../../functions/model/announcing/heartbeat/heartbeat_standing.ts";
import { announcerLeaseName } from "../../functions/model/announcing/status/announcer_lease.ts";
import { epochMs } from "../../runtime/lab/client/events.ts";
import { longestSilence, mostMissed } from "../../runtime/lab/client/timeline.ts";
import type { Lab } from "../../runtime/lab/lab.ts";
import type { LabNode } from "../../runtime/lab/stage/lab_node.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { droppedBeats, metricsOf, servingMetrics } from "./stage/beats.ts";
import { BenchLab } from "./stage/bench_lab.ts";

const ignore = !await worldsAllowed();
const withinMs = 60_000;
/** On a busy machine, an announcer may wait this long for the CPU. */
const busyMs = 1_000;
const text = new TextEncoder();
const [old, next] = ["the old key", "the new key"];

/** For each file name, the key to write; null removes the file. */
type Change = Readonly<Record<string, string | null>>;

Deno.test(
  "the key is exchanged during traffic while one announcer restarts: no answer is missing",
  { ignore },
  async (t) => {
    await using bench = await BenchLab.create(5, "IPv4", {
      prompt: ["instruments", "announcers"],
      announcerArguments: (node) => [...servingMetrics, "--heartbeat-key", `${folderOf(node)}/key`],
      prepare: (lab) => lab.nodes.forEach((node) => put(lab, node, { key: old })),
    });
    const { lab } = bench;
    const { mac, name } = bench.holder;
    const others = lab.nodes.filter((node) => node.name !== name);
    const unharmed = async (since: number): Promise<void> => {
      await bench.settled();
      for (const node of lab.nodes) assert.equal(await droppedBeats(node), 0, `${node.name}\n${await metricsOf(node)}`);
      assert.deepEqual(bench.damage(since, mac), { moved: 0, lost: 0, broken: 0 });
      const answers = bench.answersSince(since);
      const { from, to } = longestSilence(answers, { from: answers[0]?.at ?? since, to: answers.at(-1)?.at ?? since });
      const missed = `${mostMissed(bench.neighbors.since(since))} probes in a row without an answer`;
      const told = `${answers.length} answers; longest silence ${Math.round(to - from)} ms; ${missed}\n`;
      await Deno.stdout.write(new TextEncoder().encode(told));
      assert.ok(to - from <= busyMs, told);
    };

    await t.step("first every node accepts the new key; one node restarts while only some nodes have it", async () => {
      const since = epochMs();
      for (const [index, node] of lab.nodes.entries()) {
        put(lab, node, { "key.next": next });
        if (index !== 2) continue;
        const [restarted] = others;
        assert.ok(restarted !== undefined);
        await restarted.endAnnouncer("SIGTERM");
        const started = epochMs();
        restarted.startAnnouncer();
        await bench.announcerUp(restarted, started);
      }
      await untilAll(lab, ({ signs, accepts }) => signs === print(old) && accepts.includes(print(next)));
      await unharmed(since);
    });

    await t.step("then every node signs with the new key", async () => {
      const since = epochMs();
      for (const node of lab.nodes) {
        put(lab, node, { "key.previous": old, key: next, "key.next": null });
        await bench.settled();
      }
      await untilAll(lab, ({ signs }) => signs === print(next));
      await unharmed(since);
    });

    await t.step("then the old key is removed", async () => {
      const since = epochMs();
      for (const node of lab.nodes) put(lab, node, { "key.previous": null });
      await untilAll(lab, ({ accepts }) => accepts.join() === print(next));
      await unharmed(since);
    });

    await t.step(
      "a node with another key and its peer report each other in their Leases, and the peer's log names the node",
      async () => {
        const [node, witness] = others;
        assert.ok(node !== undefined && witness !== undefined);
        put(lab, node, { key: "another key" });
        await node.endAnnouncer("SIGTERM");
        node.startAnnouncer();
        const names = (by: LabNode, which: LabNode): Promise<unknown> =>
          lab.objects.first(() => standing(lab, by)?.foreign.includes(which.name) === true, { withinMs });
        assert.ok(await names(witness, node) !== undefined, lab.log(`announcer-${witness.name}`));
        assert.ok(await names(node, witness) !== undefined, lab.log(`announcer-${node.name}`));
        assert.match(lab.log(`announcer-${witness.name}`), new RegExp(`Heartbeats of ${node.name} are ignored`));
      },
    );
  },
);

function folderOf(node: string): string {
  return `/run/lab/keys-${node}`;
}

function put({ world }: Lab, { name }: LabNode, change: Change): void {
  const folder = world.outside(folderOf(name));
  Deno.mkdirSync(folder, { recursive: true });
  for (const [file, key] of Object.entries(change)) {
    if (key === null) Deno.removeSync(`${folder}/${file}`);
    else Deno.writeTextFileSync(`${folder}/${file}`, key);
  }
}

function standing(lab: Lab, { name }: LabNode): HeartbeatStanding | undefined {
  const lease = lab.latest("Lease", `metallb-system/${announcerLeaseName(name)}`);
  return lease && readHeartbeatStanding(lease);
}

async function untilAll(lab: Lab, is: (standing: HeartbeatStanding) => boolean): Promise<void> {
  const isSo = (): boolean =>
    lab.nodes.map((node) => standing(lab, node)).every((each) => each !== undefined && is(each));
  if (isSo()) return;
  const seen = await lab.objects.first(isSo, { since: epochMs(), withinMs });
  assert.ok(seen !== undefined, JSON.stringify(lab.nodes.map((node) => standing(lab, node))));
}

function print(key: string): string {
  return fingerprint(text.encode(key));
}
