import assert from "node:assert/strict";
import { epochMs, type NeighborHeard } from "../../runtime/lab/client/events.ts";
import type { Recording } from "../../runtime/lab/stage/recording.ts";
import { watchNeighbors } from "./machine/client_host.ts";
import { haveCommands } from "./machine/commands.ts";
import { checkout, launchAnnouncer, startAnnouncer, startController } from "./machine/components.ts";
import { Dns, type DnsAnswer } from "./machine/dns.ts";
import { clusterParts } from "./machine/parts.ts";
import { announcedAddress } from "./machine/services.ts";
import { Stage } from "./machine/stage.ts";
import { steps } from "./machine/steps.ts";
import { untilHolder, untilRanked } from "./machine/virtual_ips.ts";
import { announcedPool, webService } from "./machine/web_manifests.ts";

const parts = await haveCommands("unshare", "nsenter", "ip") ? await clusterParts("controllerManager") : undefined;

/** The API server's certificate is valid for this name. */
const name = "kubernetes.default.svc";
const awayMs = 20_000;
/** When the DNS is back, everything must be right after this time. */
const backMs = 20_000;
/** The longest time without an answer for an address: less than a takeover, and more than a pause of a busy machine. */
const unansweredMs = 3_000;

/** The MACs that answered since then, and the longest time without an answer. */
function answers({ events }: Recording<NeighborHeard>, since: number): { macs: readonly string[]; longestMs: number } {
  const heard = events.filter(({ kind, at }) => kind === "answer" && at >= since);
  const times = [since, ...heard.map(({ at }) => at), epochMs()];
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at));
  return { macs: [...new Set(heard.map(({ mac }) => mac))], longestMs: Math.max(...gaps) };
}

Deno.test({
  name: "While DNS does not know the API server, addresses stay where they are, also after a restart",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    await using stage = await Stage.build({ parts, proxies: false });
    const { cluster, client, control, world } = stage;
    await using dns = await Dns.start(world, control, control.address);
    const server = `https://${name}:${new URL(cluster.placeUrl).port}`;
    const program = { ...checkout, server };
    const step = steps(t, stage);
    const states = new Map(
      await Promise.all(
        stage.nodes.map(async (node) =>
          [node.name, ["--state-dir", await stage.folder(`state-${node.name}`)]] as const
        ),
      ),
    );
    await startController(stage, [], program);
    const started = await Promise.all(
      stage.nodes.map(async (node) =>
        [node.name, await startAnnouncer(stage, node.name, states.get(node.name), program)] as const
      ),
    );
    const announcers = new Map(started);
    await cluster.addBackendPod({ name: "web", node: "test-0", address: "10.244.10.2", labels: { app: "web" } });
    await cluster.apply(`${announcedPool}---${webService("web")}`);
    const address = await announcedAddress(cluster, "web");
    await untilRanked(cluster, address, stage.nodes.length);
    const holder = await untilHolder(cluster, address);
    const { mac } = stage.node(holder);
    await using neighbors = watchNeighbors(client, address);
    await neighbors.first(({ kind }) => kind === "answer", { withinMs: 60_000 });

    for (
      const [answer, cause] of [
        ["no such name", /failed to lookup address information: Name or service not known/],
        ["nothing", /neither DNS nor the server has answered for 3 s|failed to lookup address information/],
      ] satisfies readonly [DnsAnswer, RegExp][]
    ) {
      await step(`DNS answers ${answer}: nothing moves, and all is right within 20 s after it is back`, async () => {
        const since = epochMs();
        await dns.answer(answer);
        // Each connection breaks, so that the components need the name.
        await cluster.restartApiServer();
        await neighbors.first(({ at }) => at > since + awayMs, { since, withinMs: 2 * awayMs });
        await announcers.get(holder)?.terminate();
        const restarted = epochMs();
        announcers.set(
          holder,
          await launchAnnouncer(stage, holder, ["--node-name", holder, ...states.get(holder) ?? []], program),
        );
        await neighbors.first(({ at }) => at > restarted + awayMs, { since, withinMs: 2 * awayMs });
        const { macs, longestMs } = answers(neighbors, since);
        assert.deepEqual(macs, [mac]);
        assert.ok(longestMs < unansweredMs, `no answer for ${longestMs} ms`);
        for (const component of ["controller", `announcer-${holder}`]) {
          const lines = (await stage.log(component)).split("\n").filter((line) =>
            line.includes(`${server} does not answer`)
          );
          assert.ok(lines.some((line) => cause.test(line)), `${component}: ${lines.join("\n")}`);
        }
        const back = epochMs();
        await dns.answer("address");
        const later = `after-${answer.replaceAll(" ", "-")}`;
        await cluster.apply(webService(later));
        await announcedAddress(cluster, later);
        assert.ok(epochMs() - back < backMs, `${epochMs() - back} ms`);
        assert.deepEqual(answers(neighbors, since).macs, [mac]);
      });
    }
  },
});
