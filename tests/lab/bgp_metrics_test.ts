import assert from "node:assert/strict";
import { BGPLab } from "../../runtime/lab/bgp/bgp_lab.ts";
import { LabFrr } from "../../runtime/lab/bgp/lab_frr.ts";
import { bgpGround, bgpService } from "../../runtime/lab/example/bgp.ts";
import { haveCommands } from "../cluster/machine/commands.ts";
import { metricsArguments, untilMeasured, untilSaid } from "../cluster/machine/metrics_host.ts";
import { promtool } from "../cluster/machine/promtool.ts";
import { asListed, complaintsAbout, metricsOf } from "../runtime/metrics/metric_list.ts";
import { worldsAllowed } from "../runtime/lab/world_allowed.ts";

const ignore = !await worldsAllowed() || !await haveCommands("vtysh", "curl", "promtool") || !LabFrr.isInstalled();

const entry = new URL("../../runtime/main.ts", import.meta.url).pathname;
const session = { peer: "172.16.0.1:179", vrf: "default" };
const way = { peer: "172.16.0.1", vrf: "default" };

Deno.test(
  "an announcer has metrics of its BGP and BFD sessions, and reports when FRR has ended",
  { ignore },
  async () => {
    await using bgp = await BGPLab.create({ nodes: 1, entry, announcerArguments: () => metricsArguments() });
    const { lab } = bgp;
    const [node] = lab.nodes;
    assert(node !== undefined);
    lab.apply({ ...bgpGround, ...bgpService });
    lab.startController();
    node.startAnnouncer();

    const list = metricsOf("announcer", "bgp");
    const announced = { service: "default/nginx", protocol: "bgp", node: node.name };
    const exposed = await untilMeasured(
      node.host,
      (exposed) =>
        exposed.value("metallb_bgp_session_up", session) === 1 &&
        exposed.value("metallb_bgp_announced_prefixes_total", session) === 1 &&
        exposed.value("metallb_speaker_announced", announced) === 1 &&
        exposed.value("metallb_bfd_session_up", way) === 1 &&
        (exposed.value("metallb_bfd_control_packet_input", way) ?? 0) > 10,
    );
    for (const name of ["opens_sent", "updates_total", "total_received"]) {
      assert((exposed.value(`metallb_bgp_${name}`, session) ?? 0) > 0, name);
    }
    assert.deepEqual(asListed(exposed, list), Object.fromEntries(list));
    assert.deepEqual(await promtool(["check", "metrics"], exposed.text), complaintsAbout(exposed));
    await untilSaid(node.host, "readyz", (text) => /^\[\+\] bgp: 1 of 1 session up$/m.test(text));

    await bgp.frrOf(node).endDaemon("bgpd");
    await untilMeasured(node.host, (exposed) => exposed.value("metallb_bgp_session_up", session) === 0);
    await untilSaid(
      node.host,
      "readyz",
      (text) => /^\[-\] bgp: 0 of 1 session up; FRR's bgpd does not answer/m.test(text),
    );
  },
);
