import assert from "node:assert/strict";
import { frrDaemons } from "../../functions/model/frr/statement.ts";
import { BGPLab } from "../../runtime/lab/bgp/bgp_lab.ts";
import { LabFrr } from "../../runtime/lab/bgp/lab_frr.ts";
import { epochMs } from "../../runtime/lab/client/events.ts";
import { bgpGround, bgpService } from "../../runtime/lab/example/bgp.ts";
import { eventually } from "../../runtime/lab/stage/eventually.ts";
import { haveCommands } from "../cluster/machine/commands.ts";
import { metricsArguments, untilSaid } from "../cluster/machine/metrics_host.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";
import { addressOf } from "./stage/bench_lab.ts";
import { ground, services } from "./stage/manifests.ts";

const ignore = !await worldsAllowed() || !await haveCommands("vtysh", "curl") || !LabFrr.isInstalled();
const entry = new URL("../../runtime/main.ts", import.meta.url).pathname;
const withinMs = 60_000;

Deno.test(
  "a daemon of FRR is frozen and its socket still accepts: it is reported, layer 2 and the Lease go on, and all is right again afterwards",
  { ignore },
  async (t) => {
    await using bgp = await BGPLab.create({ nodes: 1, entry, announcerArguments: () => metricsArguments() });
    const { lab } = bgp;
    const [node] = lab.nodes;
    assert(node !== undefined);
    lab.apply({ ...bgpGround, ...bgpService, "layer2.yaml": ground() });
    lab.startController();
    node.startAnnouncer();
    const isUp = (text: string): boolean => /^\[\+\] bgp: 1 of 1 sessions? up$/m.test(text);
    await untilSaid(node.host, "readyz", isUp);
    const untilRoute = (why: string): Promise<void> =>
      eventually(`the router has the route, ${why}`, async () => {
        const routes = await bgp.router.host.run("ip", ["route", "show", "root", "198.51.100.0/24"]);
        return routes.includes(`via ${node.host.address}`);
      });
    await untilRoute("since the session is up");
    const signal = async (daemon: string, name: "STOP" | "CONT"): Promise<void> => {
      await node.host.run("sh", ["-c", `kill -${name} $(cat ${LabFrr.folderOf(node.host)}/${daemon}.pid)`]);
    };

    for (const [index, daemon] of frrDaemons.entries()) {
      await t.step(`${daemon} is frozen`, async () => {
        await signal(daemon, "STOP");
        const frozen = epochMs();
        await untilSaid(node.host, "readyz", (text) => text.includes(`FRR's ${daemon} does not answer`));
        const name = `layer2-${index}`;
        lab.apply({ [`${name}.yaml`]: services([{ name, family: "IPv4", servedBy: [node.name] }]) });
        const address = await addressOf(lab, `default/${name}`);
        const watch = lab.watch("watch-neighbors", lab.watcher, [address, "--interface", "eth0"]);
        const answer = await watch.first(({ kind }) => kind === "answer", { withinMs });
        await watch.stop();
        assert.equal(answer?.mac, node.mac, "a new address of layer 2 is answered");
        const renewed = await lab.objects.first(({ kind, key }) => kind === "Lease" && key.includes(node.name), {
          since: frozen,
          withinMs,
        });
        assert.ok(renewed !== undefined, "the Lease is renewed");
        await untilRoute("since the kernel of the node still forwards");
        await signal(daemon, "CONT");
        await untilSaid(node.host, "readyz", (text) => isUp(text) && !text.includes("does not answer"));
        await untilRoute("since the session is up again");
      });
    }
  },
);
