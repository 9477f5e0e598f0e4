import assert from "node:assert/strict";
import { eventually } from "../../runtime/lab/stage/eventually.ts";
import { asListed, complaintsAbout, metricsOf } from "../runtime/metrics/metric_list.ts";
import { whoAnswers } from "./machine/client_host.ts";
import { haveCommands } from "./machine/commands.ts";
import { startAnnouncer, startController } from "./machine/components.ts";
import { fixture } from "./machine/fixtures.ts";
import { metricsArguments, untilMeasured, untilSaid } from "./machine/metrics_host.ts";
import { clusterParts } from "./machine/parts.ts";
import { promtool } from "./machine/promtool.ts";
import { announcedAddress } from "./machine/services.ts";
import { Stage } from "./machine/stage.ts";
import { steps } from "./machine/steps.ts";
import { untilHolder, untilRanked } from "./machine/virtual_ips.ts";

const parts = await haveCommands("unshare", "nsenter", "ip", "arping", "curl", "promtool")
  ? await clusterParts()
  : undefined;

const standbyPort = 9121;

Deno.test({
  name: "Metrics and health of both components",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    await using stage = await Stage.build({ parts, proxies: false });
    const { cluster, client, control } = stage;
    const apply = (name: string): Promise<string> =>
      cluster.kubectl(["apply", "-f", fixture(`metrics_cluster/${name}.yaml`)]);
    const step = steps(t, stage);

    const leader = await startController(stage, metricsArguments());
    const names = stage.nodes.map(({ name }) => name);
    const started = await Promise.all(names.map((name) => startAnnouncer(stage, name, metricsArguments())));
    const announcers = new Map(names.map((name, index) => [name, started[index]]));
    await apply("base");
    const address = await announcedAddress(cluster, "web");
    await untilRanked(cluster, address, names.length);
    const holder = stage.node(await untilHolder(cluster, address));

    await step("a leader and an announcer are ready, and list their health checks", async () => {
      const leads = await untilSaid(control, "readyz", (text) => /^readyz: ok$/m.test(text));
      assert.match(leads, /^\[\+\] leadership: leads$/m);
      assert.match(leads, /^\[\+\] watch Service: last sign of life \d+ s ago$/m);
      const announces = await untilSaid(holder, "readyz", (text) => /^readyz: ok$/m.test(text));
      assert.match(announces, /^\[\+\] wire: open, on eth0$/m);
      assert.match(announces, /^\[\+\] plan: 1 VirtualIP concerns this node$/m);
      for (const host of [control, holder]) await untilSaid(host, "healthz", (text) => /^healthz: ok$/m.test(text));
    });

    await step("a standby controller is ready too, and has no metrics of pools and Services", async () => {
      await using _standby = await startController(stage, metricsArguments(standbyPort));
      const stands = await untilSaid(control, "readyz", (text) => /^readyz: ok$/m.test(text), standbyPort);
      assert.match(stands, /^\[\+\] leadership: stands by$/m);
      const exposed = await untilMeasured(control, () => true, standbyPort);
      assert.equal(exposed.value("arpeggio_leader_bool"), 0);
      assert.equal(exposed.value("metallb_allocator_addresses_total"), undefined);
    });

    await step("while the API server is down, neither is ready; when it is back, both are ready again", async () => {
      await cluster.stopApiServer();
      for (const host of [control, holder]) {
        const lost = /^\[-\] watch VirtualIP: last sign of life \d+ s ago, not connected now$[^]*^readyz: failed$/m;
        await untilSaid(host, "readyz", (text) => lost.test(text));
        await untilMeasured(host, (exposed) => exposed.value("metallb_k8s_client_config_stale_bool") === 1);
      }
      assert.deepEqual(await whoAnswers(client, address), [holder.mac]);
      await cluster.startApiServer();
      for (const host of [control, holder]) {
        await untilSaid(host, "readyz", (text) => /^readyz: ok$/m.test(text));
        const exposed = await untilMeasured(host, () => true);
        assert((exposed.value("arpeggio_watch_restarts_total", { kind: "VirtualIP" }) ?? 0) > 0);
      }
    });

    await step("pools, Services and faults are counted", async () => {
      await apply("faulty");
      const exposed = await untilMeasured(
        control,
        (exposed) => exposed.value("arpeggio_configuration_faults", { severity: "error" }) === 1,
      );
      const pool = { pool: "first-pool" };
      assert.equal(exposed.value("metallb_allocator_ipv4_addresses_total", pool), 256);
      assert.equal(exposed.value("metallb_allocator_ipv6_addresses_total", pool), 16);
      assert.equal(exposed.value("metallb_allocator_addresses_in_use_total", pool), 1);
      assert.equal(exposed.value("metallb_k8s_client_config_stale_bool"), 1);
      assert.equal(exposed.value("arpeggio_services_allocated", { reason: "Assigned" }), 1);
      assert.equal(exposed.value("arpeggio_services_announced", { reason: "Announcing" }), 1);
      await cluster.kubectl(["delete", "-f", fixture("metrics_cluster/faulty.yaml")]);
      await untilMeasured(control, (exposed) => exposed.value("metallb_k8s_client_config_stale_bool") === 0);
    });

    await step("an announcer counts its answers, and reports a stranger that answers for its address", async () => {
      const announced = { service: "default/web", protocol: "layer2", node: holder.name, ip: address };
      const before = await untilMeasured(
        holder,
        (exposed) => exposed.value("metallb_speaker_announced", announced) === 1,
      );
      const ip = { ip: address };
      const count = before.value("metallb_layer2_requests_received", ip) ?? 0;
      await whoAnswers(client, address);
      await untilMeasured(holder, (exposed) => (exposed.value("metallb_layer2_responses_sent", ip) ?? 0) >= count + 3);
      await client.run("arping", ["-U", "-c", "1", "-i", "eth0", "-S", address, address]).catch(() => {});
      await untilMeasured(holder, (exposed) => exposed.value("arpeggio_address_conflict", ip) === 1);
    });

    await step("each component exposes exactly the listed metrics, and promtool can parse them", async () => {
      for (const [component, host] of [["controller", control], ["announcer", holder]] as const) {
        const list = metricsOf(component);
        const exposed = await untilMeasured(host, () => true);
        assert.deepEqual(asListed(exposed, list), Object.fromEntries(list));
        assert.deepEqual(await promtool(["check", "metrics"], exposed.text), complaintsAbout(exposed));
      }
    });

    await step("failovers of an announcer and of its node are timed", async () => {
      const others = stage.nodes.filter((node) => node !== holder);
      const counted = async (cause: string): Promise<number> => {
        const all = await Promise.all(others.map((node) => untilMeasured(node, () => true)));
        return all.reduce((sum, each) => sum + (each.value("arpeggio_failover_seconds_count", { cause }) ?? 0), 0);
      };
      // On a busy machine heartbeats may have been late before this step, and late heartbeats may count as failovers.
      const before = { announcer: await counted("announcer"), node: await counted("node") };
      await announcers.get(holder.name)?.stop();
      await eventually(
        "a surrogate answers for the announcer's node",
        async () => await counted("announcer") > before.announcer,
      );
      await holder.kill();
      await eventually("another node takes over", async () => await counted("node") > before.node);
    });

    await step("when the leader ends, the next leader has metrics of pools and Services at once", async () => {
      await startController(stage, metricsArguments(standbyPort));
      await untilSaid(control, "readyz", (text) => /^readyz: ok$/m.test(text), standbyPort);
      await leader.signal("TERM");
      const exposed = await untilMeasured(
        control,
        (exposed) => exposed.value("metallb_allocator_addresses_in_use_total") === 1,
        standbyPort,
      );
      assert.equal(exposed.value("arpeggio_leader_bool"), 1);
    });
  },
});
