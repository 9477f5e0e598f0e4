import assert from "node:assert/strict";
import { epochMs, type NeighborHeard } from "../../runtime/lab/client/events.ts";
import { goingFirst, mayGoFirst } from "../../runtime/lab/stage/going_first.ts";
import { answersIn, longestSilence, mostMissed, type Span } from "../../runtime/lab/client/timeline.ts";
import type { KubernetesObject } from "./machine/api_client.ts";
import { httpGet, watchConnection, watchHttp, watchNeighbors, whoAnswers } from "./machine/client_host.ts";
import { haveCommands } from "./machine/commands.ts";
import { runDeploy } from "./machine/deploy_command.ts";
import { editedCheckout } from "./machine/edited_checkout.ts";
import { fixture } from "./machine/fixtures.ts";
import { HandRunInstallation, type Moment } from "./machine/hand_run_installation.ts";
import { haveRoot } from "./machine/have_root.ts";
import { clusterParts } from "./machine/parts.ts";
import { rolledOut } from "./machine/rolled_out.ts";
import { announcedAddress, untilService } from "./machine/services.ts";
import { Stage } from "./machine/stage.ts";
import { steps } from "./machine/steps.ts";
import { untilRanked } from "./machine/virtual_ips.ts";

const parts = await haveRoot() &&
    await haveCommands("unshare", "nsenter", "ip", "nft", "arping", "curl", "setpriv", "chroot")
  ? await clusterParts("controllerManager", "proxy")
  : undefined;

/** The maximum time until an expected event. */
const withinMs = 30_000;

const programs = "/api/v1/namespaces/metallb-system/configmaps?labelSelector=app.kubernetes.io/component%3Dprogram";

Deno.test({
  name: "Deploy: install, upgrade, downgrade and uninstall; each container has only its own rights",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    await using stage = await Stage.build({ parts, backends: ["test-0", "test-2"], installed: false });
    const { cluster, client, lan } = stage;
    const controllers = await lan.addHosts([
      { name: "pod-1", address: "172.16.0.21/16" },
      { name: "pod-2", address: "172.16.0.22/16" },
    ]);
    const installation = new HandRunInstallation(stage, controllers);
    const step = steps(t, stage);
    const deploy = async (args: readonly string[], program?: string): Promise<string> => {
      const { code, stdout, stderr } = await runDeploy(cluster, parts, args, program);
      assert.equal(code, 0, `${stdout}\n${stderr}`);
      return stdout;
    };
    let address = "";

    await step("a dry run lists the objects that deploy would apply, and applies none", async () => {
      assert.match(await deploy(["--dry-run"]), /^DaemonSet +metallb-system +arpeggio-announcer$/m);
      assert.equal(await cluster.kubectl(["get", "namespace", "metallb-system", "--ignore-not-found"]), "");
    });

    await step("one command applies everything and prints the next step", async () => {
      const said = await deploy(["--no-wait"]);
      assert.match(said, /Made the heartbeat key/);
      assert.match(said, /kind: IPAddressPool/);
    });

    await step("after a stalled rollout, deploy names the command that shows the cause", async () => {
      const { code, stderr } = await runDeploy(cluster, parts, ["--timeout", "1"]);
      assert.equal(code, 1);
      assert.match(
        stderr,
        /Cannot complete the rollout of deployment\/arpeggio-controller: it is not ready after 1 s: [^]*kubectl -n metallb-system describe pods/,
      );
    });

    await step("the containers start with their commands, files, users and capabilities, and are ready", async () => {
      await installation.start();
    });

    await step("deploy waits for the rollout and reports its end", async () => {
      await using _ = rolledOut(cluster.api);
      const said = await deploy([]);
      assert.match(said, /deployment "arpeggio-controller" successfully rolled out/);
      assert.match(said, /daemon set "arpeggio-announcer" successfully rolled out/);
    });

    await step("a Service gets an address, ARP answers for it, and HTTP passes", async () => {
      await cluster.kubectl(["apply", "-f", fixture("deploy/base.yaml")]);
      address = await announcedAddress(cluster, "nginx");
      await untilRanked(cluster, address, stage.nodes.length);
      assert.equal((await whoAnswers(client, address)).length, 1);
      assert.match(await httpGet(client, `http://${address}/`), /^nginx-test-[02]$/);
    });

    await step("when the leader is killed, the other controller takes over", async () => {
      const leader = await installation.leader();
      const killed = epochMs();
      await installation.end(leader, "killed");
      await cluster.kubectl(["apply", "-f", fixture("deploy/after_kill.yaml")]);
      await untilService(cluster, "after-kill", ({ address }) => address !== undefined);
      await tell(`decided ${seconds(epochMs() - killed)} after the leader was killed; bar: 8 s`);
      await installation.start();
    });

    await step("when the leader gets SIGTERM, the other controller takes over", async () => {
      const leader = await installation.leader();
      const service = cluster.kubectl(["apply", "-f", fixture("deploy/after_term.yaml")]);
      const asked = epochMs();
      const ended = installation.end(leader, "asked");
      await installation.leader(leader);
      const led = epochMs();
      await Promise.all([service, ended]);
      await untilService(cluster, "after-term", ({ address }) => address !== undefined);
      await tell(`led ${seconds(led - asked)} after the leader was asked to end; bar: 1 s`);
      await installation.start();
    });

    /** Replaces all Pods while a client sends requests, and asserts that no request fails. */
    const rollOut = async (title: string): Promise<void> => {
      const instruments = await mayGoFirst(client) ? goingFirst(client) : client;
      await using neighbors = watchNeighbors(instruments, address, 10);
      await using http = watchHttp(instruments, address);
      await using connection = watchConnection(instruments, address);
      await neighbors.first(() => true, { withinMs });
      await http.first(({ ok }) => ok, { withinMs });
      await connection.first(({ event }) => event === "echo", { withinMs });
      const from = epochMs();
      const moments = await installation.rollOut();
      const to = epochMs();
      const answers = answersIn(neighbors.since(from));
      assert.equal(new Set(answers.map(({ mac }) => mac)).size, 1, "the address moved");
      assert.deepEqual(http.since(from).filter(({ ok }) => !ok), []);
      assert.deepEqual(connection.since(from).filter(({ event }) => event !== "echo"), []);
      const silence = longestSilence(answers, { from, to });
      await tell(
        `${title}: ${answers.length} ARP answers in ${seconds(to - from)}; longest silence ` +
          `${(silence.to - silence.from).toFixed()} ms, ${placed(silence, moments)}; bar: 50 ms; ` +
          `${mostMissed(answers)} questions in a row without an answer, the slowest came after ${
            slowest(answers)
          } ms; ` +
          `${http.since(from).length} HTTP requests`,
      );
    };
    const programNames = async (): Promise<readonly string[]> => {
      const { items } = await cluster.api.request<{ readonly items: readonly KubernetesObject[] }>("GET", programs);
      return items.map(({ metadata: { name } }) => name);
    };

    await step("an edit of functions/decide.ts is an upgrade, and a client loses no request", async () => {
      const before = await programNames();
      await using checkout = await editedCheckout("Object.assign(globalThis, { edition: 2 });");
      assert.match(await deploy(["--no-wait"], `${checkout.path}/runtime/main.ts`), /Kept the heartbeat key/);
      const after = await programNames();
      assert.deepEqual([before.length, after.length, after.includes(before[0] ?? "")], [1, 2, true]);
      await rollOut("upgrade");
    });

    await step("undoing the edit is an upgrade too", async () => {
      await deploy(["--no-wait"]);
      await rollOut("downgrade");
      assert.equal((await programNames()).length, 2, "the previous program stays, for kubectl rollout undo");
    });

    await step(
      "uninstall removes workloads and rights, but not kinds, pools, addresses and VirtualIPs",
      async () => {
        assert.match(await deploy(["--uninstall"]), /Removed Deployment metallb-system\/arpeggio-controller/);
        await Promise.all(installation.hosts.map((host) => installation.end(host, "asked")));
        const kinds =
          "deployments,daemonsets,secrets,configmaps,roles,rolebindings,clusterroles,clusterrolebindings,leases," +
          "serviceaccounts,validatingadmissionpolicies,validatingadmissionpolicybindings,poddisruptionbudgets";
        const left = await cluster.kubectl(["get", kinds, "--all-namespaces", "-o", "name"]);
        assert.deepEqual(left.split("\n").filter((name) => name.includes("arpeggio")), []);
        const kept = await cluster.kubectl(["get", "ipaddresspools,virtualips", "-n", "metallb-system", "-o", "name"]);
        assert.match(kept, /ipaddresspool.metallb.io\/first-pool/);
        assert.match(kept, new RegExp(`virtualip.arpeggio.dev/${address}`));
        const { address: still } = await untilService(cluster, "nginx", () => true);
        assert.equal(still, address);
      },
    );

    await step("a new installation keeps the addresses", async () => {
      await deploy(["--no-wait"]);
      await installation.start();
      assert.equal(await announcedAddress(cluster, "nginx"), address);
      assert.match(await httpGet(client, `http://${address}/`), /^nginx-test-[02]$/);
    });

    await step("after a purge, only Kubernetes' own objects are left", async () => {
      await Promise.all(installation.hosts.map((host) => installation.end(host, "asked")));
      await cluster.kubectl(["delete", "pods", "--all", "-n", "metallb-system", "--force"]);
      await deploy(["--uninstall", "--purge"]);
      const crds = await cluster.kubectl(["get", "customresourcedefinitions", "-o", "name"]);
      assert.equal(crds, "");
      assert.equal(await cluster.kubectl(["get", "namespace", "metallb-system", "--ignore-not-found"]), "");
    });
  },
});

/** Describes when a silence began, relative to the last moment of the rollout before it. */
function placed({ from }: Span, moments: readonly Moment[]): string {
  const last = moments.findLast(({ at }) => at <= from);
  return last === undefined ? "before all" : `${(from - last.at).toFixed()} ms after ${last.what}`;
}

/**
 * The slowest answer in ms. If the client sends a probe late, there is a long silence, but no slow answer: so this
 * number shows whether the node was slow.
 */
function slowest(answers: readonly NeighborHeard[]): string {
  return Math.max(0, ...answers.map(({ afterMs = 0 }) => afterMs)).toFixed();
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

async function tell(text: string): Promise<void> {
  await Deno.stderr.write(new TextEncoder().encode(`${text}\n`));
}
