import assert from "node:assert/strict";
import { announcerLeaseName } from "../../functions/model/announcing/status/announcer_lease.ts";
import { annotationUnheard } from "../../functions/model/names.ts";
import { eventually } from "../../runtime/lab/stage/eventually.ts";
import type { LabNode } from "../../runtime/lab/stage/lab_node.ts";
import { BenchLab } from "./stage/bench_lab.ts";
import { epochMs } from "../../runtime/lab/client/events.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";

const ignore = !await worldsAllowed();
const withinMs = 60_000;
/** How long it may take until lost heartbeats are reported. */
const toldMs = 5_000;
/** How long a surrogate may go on when heartbeats arrive again: 1 s, and another second on a busy machine. */
const afterMs = 2_000;

/** Drops only the heartbeats between the nodes. */
const cut = `nft -f - <<RULES
table inet partition {
  chain in { type filter hook input priority 0; udp dport 7474 drop; }
}
RULES`;
const whole = "nft delete table inet partition";

Deno.test(
  "partitions: after each, one MAC answers for an address, and hosts have learned this MAC",
  { ignore },
  async (t) => {
    await using bench = await BenchLab.create(3, "IPv4");
    const { lab, address } = bench;
    const onNodes = (line: string): Promise<unknown> =>
      Promise.all(lab.nodes.map(({ host }) => host.run("sh", ["-e"], { input: line })));

    await t.step(
      "the LAN is split: a node on the client's side takes over; after healing only one node answers",
      async () => {
        const { holder } = bench;
        const parted = epochMs();
        await lab.lan.split([holder.host]);
        const taken = await bench.neighbors.first(({ kind, mac }) => kind === "answer" && mac !== holder.mac, {
          since: parted,
          withinMs,
        });
        assert.ok(taken !== undefined, "no other node has taken the address over");
        await lab.lan.heal();
        await bench.settled();
        assert.equal(await believed(bench), bench.holder.mac, "the client has another MAC for the address");
        assert.ok((await connects(bench)) !== undefined, "the client reaches the address");
      },
    );

    await t.step(
      "only heartbeats are lost: no other node answers with its own MAC, and the Leases list unheard nodes meanwhile",
      async () => {
        const { mac } = bench.holder;
        const parted = epochMs();
        await onNodes(cut);
        const isTold = (): boolean => lab.nodes.every((node) => unheardBy(bench, node) === othersOf(bench, node));
        const told = await lab.objects.first(isTold, { since: parted, withinMs });
        assert.ok(
          told !== undefined && told.at - parted < toldMs,
          "not every Lease lists the nodes that are not heard",
        );
        const noticed = await bench.neighbors.first(({ kind, source }) => kind === "answer" && source !== mac, {
          since: parted,
          withinMs,
        });
        assert.ok(noticed !== undefined, "the other nodes have not noticed missing heartbeats");
        await onNodes(whole);
        const healed = epochMs();
        await eventually(
          "the Leases list no node any more",
          () => Promise.resolve(lab.nodes.every((node) => unheardBy(bench, node) === "")),
        );
        assert.ok(epochMs() - healed < toldMs, "the Leases listed the nodes for too long");
        await bench.settled();
        const surrogate = bench.answersSince(parted).findLast(({ source }) => source !== mac);
        assert.ok((surrogate?.at ?? 0) - healed < afterMs, "a surrogate went on answering");
        const { moved, broken } = bench.damage(parted, mac);
        assert.deepEqual({ moved, broken }, { moved: 0, broken: 0 });
      },
    );

    await t.step("without a controller, the node that holds the address dies: another takes it over", async () => {
      const { holder } = bench;
      lab.controller?.kill("SIGKILL");
      await lab.controller?.status;
      const struck = epochMs();
      await holder.kill();
      const taken = await bench.neighbors.first(({ kind, mac }) => kind === "answer" && mac !== holder.mac, {
        since: struck,
        withinMs,
      });
      assert.ok(taken !== undefined, `no other node has taken ${address} over`);
    });
  },
);

/** The nodes that this node's Lease lists as unheard. */
function unheardBy({ lab }: BenchLab, { name }: LabNode): string {
  const lease = lab.latest("Lease", `metallb-system/${announcerLeaseName(name)}`);
  return lease?.metadata.annotations?.[annotationUnheard] ?? "";
}

function othersOf({ lab }: BenchLab, node: LabNode): string {
  return lab.nodes.filter((each) => each !== node).map(({ name }) => name).join();
}

/**
 * The MAC in the client's neighbor table. Waits for the holder's MAC, and after `withinMs` returns the present MAC.
 */
async function believed({ lab, address, holder }: BenchLab): Promise<string> {
  for (const giveUp = epochMs() + withinMs;;) {
    const told = await lab.client.run("ip", ["neigh", "show", address]);
    const mac = /lladdr ([0-9a-f:]+)/.exec(told)?.[1] ?? told;
    if (mac === holder.mac || epochMs() > giveUp) return mac;
  }
}

async function connects({ http }: BenchLab): Promise<unknown> {
  return await http.first(({ ok }) => ok, { since: epochMs(), withinMs });
}
