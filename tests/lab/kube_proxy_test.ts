import assert from "node:assert/strict";
import { announcerLeaseName } from "../../functions/model/announcing/status/announcer_lease.ts";
import { readKnownProxy } from "../../functions/model/announcing/status/proxy_health.ts";
import { epochMs } from "../../runtime/lab/client/events.ts";
import type { EnteredProcess } from "../../runtime/lab/stage/entered_process.ts";
import type { LabNode } from "../../runtime/lab/stage/lab_node.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { BenchLab } from "./stage/bench_lab.ts";
import { askingKubeProxy, startKubeProxy } from "./stage/kube_proxy_process.ts";

const ignore = !await worldsAllowed();
/** A state changes after 30 s to 45 s, on a busy machine later. */
const withinMs = 120_000;

const faults: readonly { readonly name: string; readonly signal: Deno.Signal }[] = [
  { name: "ends", signal: "SIGKILL" },
  { name: "accepts connections and never answers", signal: "SIGSTOP" },
  { name: "answers 503", signal: "SIGUSR1" },
];

Deno.test(
  "a node whose kube-proxy fails gives its address to a node with a healthy one, without a gap",
  { ignore },
  async (t) => {
    const proxies = new Map<string, EnteredProcess>();
    await using bench = await BenchLab.create(4, "IPv4", {
      announcerArguments: () => askingKubeProxy,
      prepare: ({ nodes }) => {
        for (const { name, host } of nodes) proxies.set(name, startKubeProxy(host));
      },
    });
    const { lab } = bench;
    await told(bench, "healthy", lab.nodes);
    const failed: LabNode[] = [];

    for (const { name, signal } of faults) {
      await t.step(`it ${name}`, async () => {
        const { holder } = bench;
        const since = epochMs();
        proxies.get(holder.name)?.kill(signal);
        failed.push(holder);
        const isOther = await bench.neighbors.first(
          ({ kind, mac }) => kind === "answer" && mac !== holder.mac,
          { since, withinMs },
        );
        assert.ok(isOther !== undefined, `the address stays on ${holder.name}`);
        await bench.settled();
        assert.ok(!failed.includes(bench.holder), `${bench.holder.name} has the address, and its kube-proxy fails`);
        await answersOverHttp(bench);
        assert.deepEqual(bench.http.since(since).filter(({ ok }) => !ok), []);
        assert.match(lab.log(`announcer-${holder.name}`), /kube-proxy of this node has failed for 30 s/);
        assert.deepEqual(standbys(bench).slice(-failed.length).sort(), failed.map((each) => each.name).sort());
      });
    }

    await t.step("it fails on the last node too, so nothing moves", async () => {
      const { holder } = bench;
      const since = epochMs();
      proxies.get(holder.name)?.kill("SIGKILL");
      await told(bench, "failing", lab.nodes);
      await bench.settled();
      assert.deepEqual(new Set(bench.answersSince(since).map(({ mac }) => mac)), new Set([holder.mac]));
    });

    await t.step("it is healthy again on one node, so this node gets the address", async () => {
      const [first] = failed;
      assert.ok(first !== undefined);
      const since = epochMs();
      proxies.set(first.name, startKubeProxy(first.host));
      const isIts = await bench.neighbors.first(({ kind, mac }) => kind === "answer" && mac === first.mac, {
        since,
        withinMs,
      });
      assert.ok(isIts !== undefined, `${first.name} does not get the address`);
      await bench.settled();
      await answersOverHttp(bench);
      assert.deepEqual(bench.http.since(since).filter(({ ok }) => !ok), []);
    });

    await t.step("it is healthy again on another node, and nothing moves", async () => {
      const { holder } = bench;
      const [, second] = failed;
      assert.ok(second !== undefined);
      const since = epochMs();
      proxies.get(second.name)?.kill("SIGCONT");
      await told(bench, "healthy", [second]);
      await bench.settled();
      assert.deepEqual(new Set(bench.answersSince(since).map(({ mac }) => mac)), new Set([holder.mac]));
    });
  },
);

/** Resolves when the Leases of these nodes tell this state of kube-proxy. */
async function told({ lab }: BenchLab, state: "healthy" | "failing", nodes: readonly LabNode[]): Promise<void> {
  const isTold = (): boolean =>
    nodes.every(({ name }) => {
      const lease = lab.latest("Lease", `metallb-system/${announcerLeaseName(name)}`);
      return lease !== undefined && readKnownProxy(lease)?.is === state;
    });
  assert.ok(await lab.objects.first(isTold, { withinMs }) !== undefined, `not every Lease tells ${state}`);
}

/** Resolves when a request to the address that began after this call has been answered. */
async function answersOverHttp({ http }: BenchLab): Promise<void> {
  const answered = await http.first(({ ok }) => ok, { since: epochMs(), withinMs });
  assert.ok(answered !== undefined, "no request is answered");
}

function standbys({ lab, address }: BenchLab): readonly string[] {
  return lab.latest("VirtualIP", address)?.spec.l2?.order.slice(1).map(({ node }) => node) ?? [];
}
