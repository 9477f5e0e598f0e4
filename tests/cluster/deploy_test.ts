import assert from "node:assert/strict";
import { epochMs, type NeighborHeard } from "../../runtime/lab/client/events.ts";
import { goingFirst, mayGoFirst } from "../../runtime/lab/going_first.ts";
import { answersIn, longestSilence, mostMissed, type Span } from "../../runtime/lab/client/timeline.ts";
import type { KubernetesObject } from "./api_client.ts";
import { httpGet, watchConnection, watchHttp, watchNeighbors, whoAnswers } from "./client_host.ts";
import { haveCommands } from "./commands.ts";
import { runDeploy } from "./deploy_command.ts";
import { editedCheckout } from "./edited_checkout.ts";
import { fixture } from "./fixtures.ts";
import { HandRunInstallation, type Moment } from "./hand_run_installation.ts";
import { haveRoot } from "./have_root.ts";
import { clusterParts } from "./parts.ts";
import { rolledOut } from "./rolled_out.ts";
import { announcedAddress, untilService } from "./services.ts";
import { Stage } from "./stage.ts";
import { steps } from "./steps.ts";
import { untilRanked } from "./virtual_ips.ts";

const parts = await haveRoot() &&
    await haveCommands("unshare", "nsenter", "ip", "nft", "arping", "curl", "setpriv", "chroot")
  ? await clusterParts("controllerManager", "proxy")
  : undefined;

/** How long something is waited for that has to come. */
const withinMs = 30_000;

const programs = "/api/v1/namespaces/metallb-system/configmaps?labelSelector=app.kubernetes.io/component%3Dprogram";

Deno.test({
  name: "Deploy: installed, upgraded, downgraded and removed, each container with its own rights and no more",
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

    await step("a dry run says what would be applied, and applies nothing", async () => {
      assert.match(await deploy(["--dry-run"]), /^DaemonSet +metallb-system +arpeggio-announcer$/m);
      assert.equal(await cluster.kubectl(["get", "namespace", "metallb-system", "--ignore-not-found"]), "");
    });

    await step("one command applies everything and says what to do next", async () => {
      const said = await deploy(["--no-wait"]);
      assert.match(said, /Made the heartbeat key/);
      assert.match(said, /kind: IPAddressPool/);
    });

    await step("a rollout that does not get on says where to look", async () => {
      const { code, stderr } = await runDeploy(cluster, parts, ["--timeout", "1"]);
      assert.equal(code, 1);
      assert.match(stderr, /timed out waiting for the condition[^]*kubectl -n metallb-system describe pods/);
    });

    await step("the containers start with their commands, files, users and capabilities, and are ready", async () => {
      await installation.start();
    });

    await step("a rollout that is complete is waited for, and said", async () => {
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

    await step("when the leader is killed, the other controller decides", async () => {
      const leader = await installation.leader();
      const killed = epochMs();
      await installation.end(leader, "killed");
      await cluster.kubectl(["apply", "-f", fixture("deploy/after_kill.yaml")]);
      await untilService(cluster, "after-kill", ({ address }) => address !== undefined);
      await tell(`decided ${seconds(epochMs() - killed)} after the leader was killed; bar: 8 s`);
      await installation.start();
    });

    await step("when the leader is asked to end, the other controller decides", async () => {
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

    /** Exchanges all Pods while a client asks, and asserts that it notices nothing. */
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

    await step("an edit of functions/allocate.ts is an upgrade, and a client notices nothing", async () => {
      const before = await programNames();
      await using checkout = await editedCheckout("Object.assign(globalThis, { edition: 2 });");
      assert.match(await deploy(["--no-wait"], `${checkout.path}/runtime/main.ts`), /Kept the heartbeat key/);
      const after = await programNames();
      assert.deepEqual([before.length, after.length, after.includes(before[0] ?? "")], [1, 2, true]);
      await rollOut("upgrade");
    });

    await step("and back again", async () => {
      await deploy(["--no-wait"]);
      await rollOut("downgrade");
      assert.equal((await programNames()).length, 2, "the last program but one stays, for kubectl rollout undo");
    });

    await step(
      "uninstalled, workloads and rights are gone; kinds, pools, addresses and VirtualIPs are not",
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

    await step("installed again, it goes on with the addresses that were there", async () => {
      await deploy(["--no-wait"]);
      await installation.start();
      assert.equal(await announcedAddress(cluster, "nginx"), address);
      assert.match(await httpGet(client, `http://${address}/`), /^nginx-test-[02]$/);
    });

    await step("purged, nothing is left but what Kubernetes itself keeps", async () => {
      await Promise.all(installation.hosts.map((host) => installation.end(host, "asked")));
      await cluster.kubectl(["delete", "pods", "--all", "-n", "metallb-system", "--force"]);
      await deploy(["--uninstall", "--purge"]);
      const crds = await cluster.kubectl(["get", "customresourcedefinitions", "-o", "name"]);
      assert.equal(crds, "");
      assert.equal(await cluster.kubectl(["get", "namespace", "metallb-system", "--ignore-not-found"]), "");
    });
  },
});

/** Where in the rollout it began: behind the last moment before. */
function placed({ from }: Span, moments: readonly Moment[]): string {
  const last = moments.findLast(({ at }) => at <= from);
  return last === undefined ? "before all" : `${(from - last.at).toFixed()} ms after ${last.what}`;
}

/** A question that is asked late makes a silence, too; an answer that comes late tells of who answers. */
function slowest(answers: readonly NeighborHeard[]): string {
  return Math.max(0, ...answers.map(({ afterMs = 0 }) => afterMs)).toFixed();
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

async function tell(text: string): Promise<void> {
  await Deno.stderr.write(new TextEncoder().encode(`${text}\n`));
}
