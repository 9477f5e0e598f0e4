import assert from "node:assert/strict";
import type { ConfigurationState } from "../../functions/model/crds.ts";
import type { KubernetesEvent } from "../../functions/model/kubernetes.ts";
import { LabFrr } from "../../runtime/lab/bgp/lab_frr.ts";
import { eventually } from "../../runtime/lab/stage/eventually.ts";
import { BGPStage } from "./machine/bgp_stage.ts";
import type { Cluster } from "./machine/cluster.ts";
import { haveCommands } from "./machine/commands.ts";
import { startController } from "./machine/components.ts";
import { fixture } from "./machine/fixtures.ts";
import { haveRoot } from "./machine/have_root.ts";
import { metricsArguments, untilMeasured, untilSaid } from "./machine/metrics_host.ts";
import { clusterParts } from "./machine/parts.ts";
import { passwordRole } from "./machine/password_keeper.ts";
import { announcedAddress } from "./machine/services.ts";
import { steps } from "./machine/steps.ts";

const parts =
  await haveCommands("vtysh", "unshare", "nsenter", "ip", "curl") && LabFrr.isInstalled() && await haveRoot()
    ? await clusterParts("controllerManager")
    : undefined;

const password = "open-sesame-7413";
const node = "test-0";
const custom = "/apis/metallb.io/v1beta1/namespaces/metallb-system";
const told = [
  "/api/v1/services",
  "/api/v1/events",
  "/api/v1/configmaps?fieldSelector=metadata.name%21%3Dbgpextras",
  "/apis/events.k8s.io/v1/events",
  "/apis/coordination.k8s.io/v1/leases",
  "/apis/arpeggio.dev/v1alpha1/virtualips",
  "/apis/metallb.io/v1beta2/bgppeers",
  `${custom}/configurationstates`,
  `${custom}/servicebgpstatuses`,
  `${custom}/servicel2statuses`,
  `${custom}/ipaddresspools`,
];

/** The refused line after `withoutPasswords` has hidden its password. */
const refused = "neighbor 172.16.0.99 password (hidden) at once";
const words = `FRR refuses "${refused}": % [BGP] Unknown command: ${refused}`;

Deno.test({
  name: "BGP with a password: FRR's refusals are reported word for word, and the password appears nowhere",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    await using bgp = await BGPStage.build({ parts, nodes: [node], backends: [node], proxies: false });
    const { stage, router } = bgp;
    const { cluster, control } = stage;
    const step = steps(t, stage);
    const host = stage.node(node);
    await router.configure("bgpd", `router bgp 64513\nneighbor ${host.address} password ${password}`);
    await cluster.kubectl(["apply", "-f", fixture("bgp_cluster/base.yaml")]);
    await startController(stage, [...metricsArguments(), "--log-level", "debug", "--bgp-passwords", passwordRole]);
    await bgp.startAnnouncer(node, [...metricsArguments(), "--log-level", "debug"]);

    const speaker = (check: (message: string) => boolean): Promise<readonly ConfigurationState[]> =>
      cluster.api.until<ConfigurationState>(
        `${custom}/configurationstates`,
        (all) =>
          all.some(({ metadata, status }) =>
            metadata.name === `speaker-${node}` && check(status?.conditions?.[0]?.message ?? "")
          ),
      );

    let address = "";
    await step("the Service is announced over a session with the password", async () => {
      address = await announcedAddress(cluster, "web");
      await eventually("the router has the route", async () => await routeTo(router, address));
      await untilMeasured(host, (exposed) =>
        exposed.value("metallb_bgp_announced_prefixes_total", {
          peer: "172.16.0.1:179",
          vrf: "default",
        }) === 1);
    });

    await step(
      "a refusal of FRR is in the ConfigurationState, in an event and in the log; all other routes stay",
      async () => {
        await cluster.kubectl(["apply", "-f", fixture("bgp_cluster/refused.yaml")]);
        await speaker((message) => message.includes(words));
        await cluster.api.until<KubernetesEvent & { metadata: { name: string } }>(
          "/api/v1/events",
          (all) => all.some(({ reason, message }) => reason === "ConfigurationError" && message?.includes(words)),
        );
        assert.ok((await stage.log(`announcer-${node}`)).includes(refused));
        assert.ok(await routeTo(router, address));
      },
    );

    await step("after the refused lines are removed, the fault is gone", async () => {
      await cluster.kubectl(["delete", "-f", fixture("bgp_cluster/refused.yaml")]);
      await speaker((message) => message === "");
      assert.ok(await routeTo(router, address));
    });

    await step("the password is in no log, object, metric or process list", async () => {
      const texts = new Map([
        ...await Promise.all(
          ["controller", `announcer-${node}`].map(async (name) => [name, await stage.log(name)] as const),
        ),
        ...await Promise.all(told.map(async (path) => [path, await textOf(cluster, path)] as const)),
        ["the announcer's metrics", await untilSaid(host, "metrics", () => true)],
        ["the controller's metrics", await untilSaid(control, "metrics", () => true)],
        ["the announcer's health", await untilSaid(host, "readyz", () => true)],
        ["the process list", await stage.world.run("sh", ["-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '"])],
      ]);
      for (const [place, text] of texts) {
        assert.ok(text.length > 0 && !text.includes(password) && !text.includes(btoa(password)), place);
      }
    });
  },
});

async function routeTo(router: LabFrr, address: string): Promise<boolean> {
  return (await router.host.run("ip", ["route", "show", address])).includes("proto bgp");
}

async function textOf({ api }: Cluster, path: string): Promise<string> {
  const response = await api.fetch(path);
  const text = await response.text();
  assert.ok(response.ok, text);
  return text;
}
