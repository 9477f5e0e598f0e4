import assert from "node:assert/strict";
import { httpGet, whoAnswers } from "./client_host.ts";
import { haveCommands } from "./commands.ts";
import { runDeploy } from "./deploy_command.ts";
import { fixture } from "./fixtures.ts";
import { startPod, untilReady } from "./hand_started_pod.ts";
import { haveRoot } from "./have_root.ts";
import { clusterParts } from "./parts.ts";
import { announcedAddress } from "./services.ts";
import { Stage } from "./stage.ts";
import { steps } from "./steps.ts";

const parts = await haveRoot() && await haveCommands("unshare", "nsenter", "ip", "nft", "arping", "curl", "setpriv")
  ? await clusterParts("controllerManager", "proxy")
  : undefined;

Deno.test({
  name: "Deploy: from a checkout to an address that answers, each container with its own rights and no more",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    await using stage = await Stage.build({ parts, backends: ["test-0", "test-2"], installed: false });
    const { cluster, client, control } = stage;
    const step = steps(t, stage);
    await step("one command applies everything and says what to do next", async () => {
      const { code, stdout, stderr } = await runDeploy(cluster, parts, ["--no-wait"]);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /Made the heartbeat key/);
      assert.match(stdout, /kind: IPAddressPool/);
    });

    await step("the containers start with their commands, files, users and capabilities", async () => {
      const pods = stage.nodes.map((host) => ({ name: `announcer-${host.name}`, node: host.name, host }));
      await Promise.all(pods.map((pod) => startPod(stage, "daemonsets/arpeggio-announcer", pod)));
      await startPod(stage, "deployments/arpeggio-controller", {
        name: "controller-0",
        node: "test-0",
        host: control,
      });
      const leases = "/apis/coordination.k8s.io/v1/namespaces/metallb-system/leases";
      await cluster.api.until(leases, (all) => all.length === 4);
    });

    await step("the probes of both say that they are ready", async () => {
      await Promise.all([control, ...stage.nodes].map(untilReady));
    });

    await step("a Service gets an address, ARP answers for it, and HTTP passes", async () => {
      await cluster.kubectl(["apply", "-f", fixture("main_job/base")]);
      const address = await announcedAddress(cluster, "nginx");
      assert.deepEqual(await whoAnswers(client, address), [stage.node("test-1").mac]);
      assert.match(await httpGet(client, `http://${address}/`), /^nginx-test-[02]$/);
    });
  },
});
