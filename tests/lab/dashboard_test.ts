import assert from "node:assert/strict";
import { BGPLab } from "../../runtime/lab/bgp/bgp_lab.ts";
import { LabFrr } from "../../runtime/lab/bgp/lab_frr.ts";
import { bgpGround } from "../../runtime/lab/example/bgp.ts";
import { exampleGround, exampleService } from "../../runtime/lab/example/example.ts";
import { clusterFolder } from "../../runtime/lab/lab.ts";
import { addressOf, sharingGround, sharingService } from "../../runtime/lab/sharing/sharing_manifests.ts";
import { eventually } from "../../runtime/lab/stage/eventually.ts";
import { haveCommands } from "../cluster/machine/commands.ts";
import { scratchFolder } from "../cluster/machine/scratch_folder.ts";
import { dashboardQueries, rulesFile } from "../manifests/monitoring.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { Prometheus } from "./stage/prometheus.ts";

const commands = ["vtysh", "curl", "arping", "bash", "prometheus"];
const ignore = !await worldsAllowed() || !await haveCommands(...commands) || !LabFrr.isInstalled();
const entry = new URL("../../runtime/main.ts", import.meta.url).pathname;
const port = 9120;
const troubles = Deno.readTextFileSync(new URL("../fixtures/monitoring/troubles.yaml", import.meta.url));

/** Queries without data in a lab: there, a folder replaces the API server, and watches of a folder never end. */
const needsApiServer = /arpeggio_watch_(restarts|relists)_total/;

/** A Service whose hosts all nodes share. */
const shared = { name: "shared", family: "IPv4", announcedBy: "all", policy: "Cluster", number: 1 } as const;

/** The alerts that the troubles of this lab raise. */
const raised = [
  "ArpeggioAddressConflict",
  "ArpeggioBGPSessionDown",
  "ArpeggioConfigurationInvalid",
  "ArpeggioHeartbeatNotAuthentic",
  "ArpeggioNodeSilent",
  "ArpeggioServiceWithoutAddress",
];

Deno.test(
  "in a lab with troubles, Prometheus has data for every query of the dashboard, and raises their alerts",
  { ignore },
  async () => {
    await using scratch = await scratchFolder("arpeggio-prometheus-");
    await using bgp = await BGPLab.create({
      nodes: 3,
      entry,
      announcerArguments: () => ["--metrics", `0.0.0.0:${port}`],
    });
    const { lab } = bgp;
    lab.apply({
      ...exampleGround,
      ...exampleService,
      "peer.yaml": bgpGround["peer.yaml"] ?? "",
      "troubles.yaml": troubles,
      "pool-of-all.yaml": sharingGround["pool-of-all.yaml"] ?? "",
      ...sharingService(shared, lab.nodes.map(({ name }) => name)),
    });
    const controller = ["controller", "--folder", clusterFolder, "--metrics", `0.0.0.0:${port}`];
    lab.start(lab.watcher, "controller", controller);
    for (const node of lab.nodes) node.startAnnouncer();
    const prometheus = await Prometheus.start(lab.client, {
      jobs: {
        controller: [`${lab.watcher.address}:${port}`],
        announcer: lab.nodes.map(({ host }) => `${host.address}:${port}`),
      },
      rules: rulesFile,
      folder: scratch.path,
    });
    const holding = async (): Promise<readonly string[]> => {
      const found = await prometheus.series('arpeggio_duties{role="holding"} == 1');
      return found.map((each) => String(Object(each).metric.instance));
    };
    await eventually("a node announces", async () => (await holding()).length === 1);
    const waiting = new Map(dashboardQueries().map(({ title, expr }) => [`${title}: ${expr}`, expr]));
    for (const name of waiting.keys()) if (needsApiServer.test(name)) waiting.delete(name);
    const look = async (): Promise<void> => {
      for (const [name, expr] of waiting) if ((await prometheus.series(expr)).length > 0) waiting.delete(name);
    };
    await eventually(
      "every node announces the address to the router",
      async () => (await prometheus.series("metallb_bgp_announced_prefixes_total == 1")).length === 3,
    );
    await eventually("a node serves the client, which uses the shared address", async () => {
      await lab.client.run("curl", ["-s", "--max-time", "1", `http://${addressOf(shared)}/`]).catch(() => undefined);
      return (await prometheus.series("arpeggio_hosts_served == 1")).length === 1;
    });
    await look();

    const address = lab.latest("Service", "default/nginx")?.status?.loadBalancer?.ingress?.[0]?.ip ?? "";
    const [instance = ""] = await holding();
    const holder = lab.nodes.find(({ host }) => instance.startsWith(`${host.address}:`));
    const [other, third] = lab.nodes.filter((node) => node !== holder);
    assert(holder !== undefined && other !== undefined && third !== undefined);
    await bgp.frrOf(other).endDaemon("bgpd");
    await third.endAnnouncer();
    const foreignKey = ["--folder", clusterFolder, "--heartbeat-key", "/etc/passwd"];
    lab.start(third.host, "foreign", ["announcer", "--node-name", third.name, ...foreignKey]);
    await holder.kill();

    const quiet = new Set(raised);
    for (const giveUp = performance.now() + 60_000; waiting.size + quiet.size > 0 && performance.now() < giveUp;) {
      // A stranger claims the address.
      await lab.client.run("arping", ["-U", "-c", "1", "-i", "eth0", "-S", address, address]).catch(() => undefined);
      await look();
      for (const alert of await prometheus.alerts()) quiet.delete(alert);
    }
    assert.deepEqual([...waiting.keys()], []);
    assert.deepEqual([...quiet], []);
    assert.deepEqual(await prometheus.brokenRules(), []);
  },
);
