import assert from "node:assert/strict";
import { epochMs } from "../../runtime/lab/client/events.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { BenchLab } from "./stage/bench_lab.ts";
import { forge, kubelets } from "./stage/forging.ts";
import type { Family } from "./stage/manifests.ts";

const ignore = !await worldsAllowed();
/** Shorter than the 40 s after which an announcer's Lease expires: the controller does not move the address earlier. */
const withinMs = 25_000;
const forgedMs = 3_000;

const families: readonly Family[] = ["IPv4", "IPv6"];

for (const family of families) {
  Deno.test(`forged answers with the MAC of a dead node, ${family}`, { ignore }, async (t) => {
    await using bench = await BenchLab.create(3, family);
    const { lab, address } = bench;
    using _kubelets = kubelets(lab);

    await t.step(
      "for the Service's address: another node takes it over, reports the attack, and keeps the address",
      async () => {
        const dead = bench.holder;
        await using _forger = await forge(lab, dead.mac, address);
        const killed = epochMs();
        await dead.kill();
        await takenOver(bench, dead.mac, killed);
        await told(bench, killed);
        const taken = epochMs();
        await bench.neighbors.first(({ at }) => at > taken + forgedMs, { since: taken, withinMs });
        const others = bench.answersSince(taken).filter(({ source }) => source !== lab.client.mac);
        assert.equal(new Set(others.map(({ mac }) => mac)).size, 1, "the address moved again");
        assert.deepEqual(bench.http.since(taken).filter(({ ok }) => !ok), [], "a request was lost");
        await lab.boot(dead);
      },
    );
    await bench.settled();

    await t.step(
      "for the node's own address: another node takes over as soon as the kubelet's Lease has expired",
      async () => {
        const dead = bench.holder;
        // The other nodes send ARP requests for the first address of the dead node, to check whether the node lives.
        await using _forger = await forge(lab, dead.mac, dead.host.address);
        const killed = epochMs();
        await dead.kill();
        await takenOver(bench, dead.mac, killed);
        await told(bench, killed);
      },
    );
  });
}

async function takenOver(bench: BenchLab, mac: string, since: number): Promise<void> {
  const isOther = bench.neighbors.first(
    ({ kind, mac: by, source }) => kind === "answer" && by !== mac && by === source,
    { since, withinMs },
  );
  assert.ok(await isOther !== undefined, "no other node has taken the address over");
}

async function told(bench: BenchLab, since: number): Promise<void> {
  const isForged = (): boolean => bench.conflictsSince(since).some((each) => each.includes("the MAC of node"));
  assert.ok(await bench.lab.objects.first(isForged, { since, withinMs }) !== undefined, "no conflict is reported");
}
