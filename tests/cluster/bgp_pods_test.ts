import assert from "node:assert/strict";
import { LabFrr } from "../../runtime/lab/bgp/lab_frr.ts";
import { nameOf, rightsOf } from "../manifests/rights.ts";
import { BirdRouter } from "../runtime/frr/bird_router.ts";
import { whenPaths } from "../runtime/frr/router.ts";
import { httpGet, whoAnswers } from "./machine/client_host.ts";
import { haveCommands } from "./machine/commands.ts";
import { runDeploy } from "./machine/deploy_command.ts";
import { fixture } from "./machine/fixtures.ts";
import { HandRunInstallation } from "./machine/hand_run_installation.ts";
import { haveRoot } from "./machine/have_root.ts";
import { clusterParts } from "./machine/parts.ts";
import { untilService } from "./machine/services.ts";
import { Stage } from "./machine/stage.ts";
import { steps } from "./machine/steps.ts";
import { untilUsed } from "./machine/used_rights.ts";

const parts = await haveRoot() && LabFrr.isInstalled() &&
    await haveCommands("unshare", "nsenter", "ip", "nft", "arping", "bird", "curl", "setpriv", "chroot")
  ? await clusterParts("controllerManager", "proxy")
  : undefined;

const group = "/apis/metallb.io/v1beta1/namespaces/metallb-system";
const statuses = `${group}/servicebgpstatuses`;
const states = `${group}/configurationstates`;
const place = ["-n", "metallb-system"];

Deno.test({
  name: "Deploy with BGP: the announcer and FRR's daemons run in containers of one Pod, each with only its own rights",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    const begun = new Date();
    await using stage = await Stage.build({ parts, nodes: ["test-0"], backends: ["test-0"], installed: false });
    const { cluster, client, lan } = stage;
    const { api } = cluster;
    const node = stage.node("test-0");
    const installation = new HandRunInstallation(stage, [await lan.addHost("pod-1", { address: "172.16.0.21/16" })]);
    const step = steps(t, stage);
    const neighbors = [{ address: node.address, password: "sesame" }];
    await using router = await BirdRouter.start({ host: client, neighbors });
    let address = "";

    await step("deployed with --bgp, all containers start, and the announcer is ready", async () => {
      const { code, stderr } = await runDeploy(cluster, parts, ["--bgp", "--no-wait"]);
      assert.equal(code, 0, stderr);
      await installation.start();
    });

    await step("a router receives a route to the address of a Service", async () => {
      await cluster.kubectl(["apply", "-f", fixture("deploy/bgp.yaml")]);
      const status = await untilService(cluster, "nginx", (each) => each.address !== undefined);
      address = status.address ?? "";
      const paths = await whenPaths(router, `${address}/32`, ({ length }) => length === 1);
      assert.deepEqual(paths.map(({ nextHop, asPath }) => [nextHop, asPath]), [[node.address, [64512]]]);
    });

    await step("HTTP works over that route, and no node answers ARP for the address", async () => {
      assert.equal(await httpGet(client, `http://${address}/`), "nginx-test-0");
      assert.deepEqual(await whoAnswers(client, address), []);
    });

    await step("the components use every right that only BGP needs, and no request is refused", async () => {
      await api.until(statuses, ({ length }) => length === 1);
      // A user may remove labels by hand: the components must restore them.
      await cluster.kubectl(["label", "servicebgpstatuses", "--all", ...place, "metallb.io/node-"]);
      await api.until(statuses, ([one]) => one?.metadata.labels?.["metallb.io/node"] !== undefined);
      await cluster.kubectl(["delete", "service", "nginx"]);
      await api.until(statuses, ({ length }) => length === 0);
      await api.until(states, (all) => all.some(({ metadata: { name } }) => name === "speaker-test-0"));
      await installation.end(node, "asked");
      await cluster.kubectl(["delete", "leases", ...place, "-l", "arpeggio.dev/node=test-0"]);
      await api.until(states, (all) => all.every(({ metadata: { name } }) => name !== "speaker-test-0"));
      const announcer = await rightsOf(api, "arpeggio-announcer-bgp");
      const passwords = await rightsOf(api, "arpeggio-announcer-bgp-passwords");
      const controller = (await rightsOf(api, "arpeggio-controller")).filter((right) =>
        /servicebgpstatuses|configurationstates/.test(right.resource)
      );
      // No request has the verb `escalate`: the API server checks this right when the controller writes a Role.
      const granting = (await rightsOf(api, "arpeggio-controller-bgp")).filter(({ verb }) => verb !== "escalate");
      const ours = await untilUsed(cluster, {
        rights: [...announcer, ...passwords, ...controller, ...granting],
        user: "system:serviceaccount:metallb-system:arpeggio-",
        since: begun,
      });
      // The controller grants the right to a Secret a moment after a peer names it, so the first lists may be refused.
      const refused = ours.filter(({ code }) => code === 403).map(nameOf);
      assert.deepEqual(refused.filter((name) => name !== "list secrets"), []);
    });

    await step("when the announcer ends, the router removes its route", async () => {
      await whenPaths(router, `${address}/32`, ({ length }) => length === 0);
    });
  },
});
