import assert from "node:assert/strict";
import { encodeHeartbeat } from "../../functions/model/announcing/heartbeat/datagram.ts";
import { epochMs } from "../../runtime/lab/client/events.ts";
import type { Lab } from "../../runtime/lab/lab.ts";
import type { LabNode } from "../../runtime/lab/stage/lab_node.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { BenchLab } from "./stage/bench_lab.ts";

const ignore = !await worldsAllowed();
const script = new URL("./stage/flood.ts", import.meta.url).pathname;
/** `FLOOD_SECONDS=30 deno test -A tests/lab/flood_test.ts` floods for longer. */
const seconds = Number(Deno.env.get("FLOOD_SECONDS") ?? "6");
const perSecond = 30_000;
const arpPerSecond = 20_000;

const beat = {
  from: "test-1",
  to: "test-0",
  incarnation: 7,
  sequence: 1,
  echo: 9,
  state: "restarting",
  mac: "02:00:00:00:00:01",
  version: 1,
  knownVersion: 1,
} as const;

const foreignBeat = encodeHeartbeat(beat, new Uint8Array(32), 1);

const floods: readonly { readonly name: string; readonly datagram: Uint8Array; readonly withArp: boolean }[] = [
  { name: "zeros", datagram: new Uint8Array(300), withArp: false },
  { name: "heartbeats that are signed with another key", datagram: foreignBeat, withArp: false },
  {
    name: "heartbeats that are signed with another key, and 20,000 ARP requests for other addresses",
    datagram: foreignBeat,
    withArp: true,
  },
];

Deno.test(
  "30,000 bad datagrams and 20,000 ARP requests a second cost at most half a core and 10 MB, and change nothing",
  { ignore },
  async (t) => {
    await using bench = await BenchLab.create(3, "IPv4");
    const { lab } = bench;
    const { holder } = bench;
    for (const { name, datagram, withArp } of floods) {
      await t.step(name, async () => {
        const since = epochMs();
        const before = await usage(lab, holder);
        const sent = await flood(lab, holder, datagram, withArp);
        const after = await usage(lab, holder);
        await bench.settled();
        const core = (after.cpuMs - before.cpuMs) / (seconds * 1000);
        const megabytes = (after.residentKB - before.residentKB) / 1000;
        const figures = `${sent} a second: ${core.toFixed(2)} of a core, ${megabytes.toFixed(1)} MB more`;
        await Deno.stdout.write(new TextEncoder().encode(`${name}: ${figures}\n`));
        assert.ok(sent > perSecond / 2, figures);
        assert.ok(core <= 0.5, figures);
        assert.ok(megabytes <= 10, figures);
        assert.deepEqual(bench.damage(since, holder.mac), { moved: 0, lost: 0, broken: 0 });
      });
    }
  },
);

/** Floods a node with datagrams, and returns the number of datagrams sent per second. */
async function flood(lab: Lab, { host }: LabNode, datagram: Uint8Array, withArp: boolean): Promise<number> {
  const { client } = lab;
  const to = [host.address, "7474", String(seconds), String(perSecond), datagram.toHex()];
  const arp = withArp
    ? lab.start(client, "flood", ["lab", "flood-arp", "--per-second", String(arpPerSecond)])
    : undefined;
  const sent = await client.run(Deno.execPath(), ["run", "-A", "--unstable-net", "--no-config", script, ...to]);
  arp?.kill("SIGKILL");
  await arp?.status;
  return Number(sent);
}

/**
 * The CPU time of the node's announcer so far, and its present memory. Pages of the program's file do not count: an
 * idle announcer releases them, and a busy announcer loads them again.
 */
async function usage(
  { world }: Lab,
  { name }: LabNode,
): Promise<{ readonly cpuMs: number; readonly residentKB: number }> {
  const told = await world.run("sh", [
    "-c",
    `
    for process in /proc/[0-9]*; do
      tr '\\0' ' ' <$process/cmdline 2>/dev/null | grep -q " announcer --node-name ${name} " || continue
      test "$(cat $process/comm)" = deno || continue
      cut -d' ' -f14,15 $process/stat
      grep RssAnon $process/status | tr -dc 0-9
    done`,
  ]);
  const [user = NaN, system = NaN, residentKB = NaN] = told.split(/\s+/).map(Number);
  return { cpuMs: (user + system) * 10, residentKB };
}
