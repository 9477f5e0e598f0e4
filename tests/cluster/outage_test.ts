import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { PageState } from "../../functions/page/page_state.ts";
import type { Staleness } from "../../functions/page/staleness.ts";
import { arpeggio } from "../runtime/cli/program.ts";
import type { Host } from "../../runtime/lab/stage/host.ts";
import { haveCommands } from "./machine/commands.ts";
import { startAnnouncer, startController } from "./machine/components.ts";
import { fixture } from "./machine/fixtures.ts";
import { alertsRaised, type Scrape } from "./machine/alerts_raised.ts";
import { ask, metricsArguments, untilMeasured } from "./machine/metrics_host.ts";
import { clusterParts } from "./machine/parts.ts";
import { announcedAddress } from "./machine/services.ts";
import { Stage } from "./machine/stage.ts";
import { steps } from "./machine/steps.ts";
import { untilHolder, untilRanked } from "./machine/virtual_ips.ts";

const parts = await haveCommands("unshare", "nsenter", "ip", "arping", "curl", "promtool")
  ? await clusterParts()
  : undefined;

type Shown = PageState & { readonly leads: boolean; readonly stale?: Staleness };

/** How long the API server is down. */
const awayMs = 60_000;

const [firstPage, secondPage] = [7475, 7476];

/** Waits until the check holds for the page's state, and returns the state. */
async function untilShown(host: Host, port: number, check: (shown: Shown) => boolean): Promise<Shown> {
  let said = "";
  for (const giveUp = performance.now() + 60_000; performance.now() < giveUp;) {
    const url = `http://127.0.0.1:${port}/api/v1/state`;
    said = await host.run("sh", ["-c", `curl --silent --max-time 15 ${url} || test $? = 7`]);
    if (said !== "") {
      const shown: Shown = JSON.parse(said);
      if (check(shown)) return shown;
    }
    // No event reports that the page has changed, so this polls.
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Cannot see what was awaited of the page: ${said.slice(0, 2_000)}`);
}

const alertsWithinMs = 30_000;

const calmWithinMs = 30_000;

/**
 * True if the page shows only this trouble. On a busy machine, the page may show another trouble for a moment: a node
 * whose heartbeats are late.
 */
function areOnly(troubles: Shown["troubles"], [reason, subject]: readonly [reason: string, subject: string]): boolean {
  return troubles.length === 1 && troubles.every((each) => each.reason === reason && each.subject === subject);
}

Deno.test({
  name: "An outage, step by step: page, commands, metrics and alerts report each fault",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    await using stage = await Stage.build({ parts, proxies: false });
    const { cluster, client, control } = stage;
    const kubeconfig = ["--kubeconfig", cluster.kubeconfig()];
    const apply = (name: string): Promise<string> => cluster.kubectl(["apply", "-f", fixture(`outage/${name}.yaml`)]);
    const step = steps(t, stage);

    const leader = await startController(stage, [...metricsArguments(), "--page", `127.0.0.1:${firstPage}`]);
    const names = stage.nodes.map(({ name }) => name);
    await Promise.all(names.map((name) => startAnnouncer(stage, name, metricsArguments())));
    await apply("base");
    const address = await announcedAddress(cluster, "web");
    await untilRanked(cluster, address, names.length);
    const holder = stage.node(await untilHolder(cluster, address));
    /** The alerts that fire if the present metrics do not change. */
    const alerts = async (port?: number): Promise<readonly string[]> => {
      const scrapes = await Promise.all([control, ...stage.nodes.filter((each) => !dead.has(each.name))].map(
        async (host): Promise<Scrape[]> => {
          const text = await ask(host, "metrics", host === control ? port : undefined);
          return text === undefined ? [] : [{ instance: host.name, text }];
        },
      ));
      return await alertsRaised(scrapes.flat());
    };
    const dead = new Set<string>();
    /** Metrics follow a change a moment later, so this waits until exactly these alerts would fire. */
    const untilAlerts = async (expected: readonly string[]): Promise<void> => {
      const giveUp = performance.now() + alertsWithinMs;
      while (!isDeepStrictEqual(await alerts(), expected) && performance.now() < giveUp);
      assert.deepEqual(await alerts(), expected);
    };

    await step("at rest nothing needs attention", async () => {
      const shown = await untilShown(
        control,
        firstPage,
        ({ nodes, troubles }) => nodes.every((each) => each.announcer === "live") && troubles.length === 0,
      );
      assert.equal(shown.stale, undefined);
      assert.deepEqual([shown.troubles, shown.pending, shown.conflicts], [[], [], []]);
      // On a busy machine heartbeats may be late for a moment, and status then reports a silent node.
      let status = await arpeggio(["status", ...kubeconfig]);
      for (const giveUp = performance.now() + calmWithinMs; status.code !== 0 && performance.now() < giveUp;) {
        status = await arpeggio(["status", ...kubeconfig]);
      }
      const { code, out, err } = status;
      assert.equal(code, 0, out + err);
      assert.match(out, /1 of 1 address announced\. Nothing needs attention\./);
      await untilAlerts([]);
    });

    await step("page, status, why and a metric show a full pool", async () => {
      await apply("too_many");
      const { pending } = await untilShown(
        control,
        firstPage,
        ({ pending }) => pending.some(({ reason }) => reason === "PoolExhausted"),
      );
      const [waiting] = pending.filter(({ lacks }) => lacks === "address");
      assert.ok(waiting !== undefined);
      const status = await arpeggio(["status", ...kubeconfig]);
      assert.equal(status.code, 1);
      assert.match(status.out, new RegExp(`${waiting.subject} +PoolExhausted`));
      const why = await arpeggio(["why", waiting.subject, ...kubeconfig]);
      assert.match(why.out, /PoolExhausted/);
      await untilMeasured(
        control,
        (exposed) => exposed.value("arpeggio_services_allocated", { reason: "PoolExhausted" }) === 1,
      );
      await untilAlerts([
        "ArpeggioAddressPoolExhausted",
        "ArpeggioAddressPoolNearlyExhausted",
        "ArpeggioServiceWithoutAddress",
      ]);
      await cluster.kubectl(["delete", "service", "second", "third"]);
      await untilShown(control, firstPage, ({ pending }) => pending.length === 0);
    });

    await step("a stranger on the LAN is reported as a conflict, with its MAC", async () => {
      await client.run("arping", ["-U", "-c", "1", "-i", "eth0", "-S", address, address]).catch(() => {});
      const { conflicts } = await untilShown(control, firstPage, ({ conflicts }) => conflicts.length === 1);
      assert.match(conflicts[0]?.message ?? "", new RegExp(client.mac));
      const why = await arpeggio(["why", address, ...kubeconfig]);
      assert.match(why.out, new RegExp(client.mac));
      await untilMeasured(holder, (exposed) => exposed.value("arpeggio_address_conflict", { ip: address }) === 1);
      await untilAlerts(["ArpeggioAddressConflict"]);
    });

    await step(
      "a dead node is reported as silent at once, and as gone 40 s later; another node has its address",
      async () => {
        await holder.kill();
        dead.add(holder.name);
        const now = await untilShown(
          control,
          firstPage,
          ({ nodes, troubles }) =>
            nodes.some(({ name, announcer }) => name === holder.name && announcer === "silent") &&
            areOnly(troubles, ["NodeSilent", holder.name]),
        );
        assert.notEqual(now.addresses.find((each) => each.address === address)?.owner, holder.name);
        const [early, told, raised] = await Promise.all([
          arpeggio(["why", `node/${holder.name}`, ...kubeconfig]),
          arpeggio(["status", ...kubeconfig]),
          alerts(),
        ]);
        assert.match(early.out, /fell silent/);
        assert.match(told.out, new RegExp(`${holder.name} +silent`));
        assert.match(told.out, /address(?:es)? announced\. Problems are listed below\./);
        assert.ok(raised.includes("ArpeggioNodeSilent") && !raised.includes("ArpeggioAnnouncerAway"), raised.join());
        await untilShown(
          control,
          firstPage,
          ({ nodes, troubles }) =>
            nodes.some(({ name, announcer }) => name === holder.name && announcer === "gone") &&
            areOnly(troubles, ["AnnouncerGone", holder.name]),
        );
        await untilMeasured(control, (exposed) => exposed.value("arpeggio_announcers", { state: "gone" }) === 1);
        const afterwards = await alerts();
        assert.ok(
          afterwards.includes("ArpeggioAnnouncerAway") && !afterwards.includes("ArpeggioNodeSilent"),
          afterwards.join(),
        );
        const why = await arpeggio(["why", `node/${holder.name}`, ...kubeconfig]);
        assert.match(why.out, /gone|not renewed/);
      },
    );

    await step(
      "while the API server is down, the page shows the last state, marked as old, with the reason",
      async () => {
        const stopped = performance.now();
        await cluster.stopApiServer();
        const shown = await untilShown(control, firstPage, ({ stale }) => stale !== undefined);
        assert.match(shown.stale?.reason ?? "", /^The API server does not answer: /);
        assert.ok(shown.addresses.some((each) => each.address === address && each.owner !== holder.name));
        await untilMeasured(control, (exposed) => exposed.value("arpeggio_leader_bool") === 0);
        assert.ok((await alerts()).includes("ArpeggioNoLeader"));
        const status = await arpeggio(["status", ...kubeconfig]);
        assert.equal(status.code, 2, status.out);
        assert.equal(status.out, "");
        assert.match(status.err, /^[^\n]+\n$/);
        // The outage lasts a minute, longer than every timeout.
        await new Promise((resolve) => setTimeout(resolve, awayMs - (performance.now() - stopped)));
        const still = await untilShown(control, firstPage, () => true);
        assert.ok(still.stale !== undefined && still.addresses.length > 0);
        await cluster.startApiServer();
        const back = await untilShown(control, firstPage, ({ stale, leads }) => stale === undefined && leads);
        assert.ok(back.addresses.some((each) => each.address === address));
        assert.deepEqual(back.pending, []);
      },
    );

    await step(
      "when the leading controller is killed, the other leads within seconds; without both, status says that none leads",
      async () => {
        const second = await startController(stage, [...metricsArguments(9121), "--page", `127.0.0.1:${secondPage}`]);
        await untilShown(control, secondPage, ({ leads, stale }) => !leads && stale === undefined);
        await leader.stop();
        const shown = await untilShown(control, secondPage, ({ leads, stale }) => leads && stale === undefined);
        assert.ok(shown.addresses.some((each) => each.address === address));
        await untilMeasured(control, (exposed) => exposed.value("arpeggio_leader_bool") === 1, 9121);
        assert.ok(!(await alerts(9121)).includes("ArpeggioNoLeader"));
        await second.stop();
        // Until the Lease expires, it still shows a leader.
        const giveUp = performance.now() + calmWithinMs;
        const leaderless = /^controller +NoLeader +No controller is active/m;
        let said = await arpeggio(["status", ...kubeconfig]);
        while (!leaderless.test(said.out) && performance.now() < giveUp) {
          said = await arpeggio(["status", ...kubeconfig]);
        }
        assert.match(said.out, leaderless);
        assert.equal(said.code, 1);
      },
    );
  },
});
