import assert from "node:assert/strict";
import { epochMs } from "../../runtime/lab/client/events.ts";
import { answersIn, longestSilence } from "../../runtime/lab/client/timeline.ts";
import { httpGet, learnMac, untilNobodyAnswers, watchHttp, watchNeighbors, whoAnswers } from "./machine/client_host.ts";
import { haveCommands } from "./machine/commands.ts";
import { startAnnouncer, startController } from "./machine/components.ts";
import { fixture } from "./machine/fixtures.ts";
import { clusterParts } from "./machine/parts.ts";
import { announcedAddress, isAnnounced, untilService } from "./machine/services.ts";
import { untilQuiet, writesDuring } from "./machine/idle.ts";
import { untilInvalid } from "./machine/pools.ts";
import { Stage } from "./machine/stage.ts";
import { untilHolder, untilRanked } from "./machine/virtual_ips.ts";

const parts = await haveCommands("unshare", "nsenter", "ip", "nft", "arping", "curl")
  ? await clusterParts("controllerManager", "proxy")
  : undefined;

const [requested, shared] = ["172.16.16.201", "172.16.16.210"];

const idleMs = 30_000;
/** The maximum time until an expected event. */
const withinMs = 30_000;
/** The time in which no change may be seen. */
const watchMs = 4_000;

Deno.test({
  name: "The main job: a Service gets an address, and a node answers ARP for it",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    await using stage = await Stage.build({ parts, backends: ["test-0", "test-2"] });
    const { cluster, client } = stage;
    const apply = (name: string): Promise<string> => cluster.kubectl(["apply", "-f", fixture(`main_job/${name}`)]);
    /** Each step builds on the steps before it, so after a failure all later steps are skipped. */
    let failed = false;
    const step = async (name: string, fn: () => Promise<void>): Promise<void> => {
      failed ||= !await t.step({ name, fn, ignore: failed });
    };

    await startController(stage);
    const started = await Promise.all(stage.nodes.map(({ name }) => startAnnouncer(stage, name)));
    const announcers = new Map(stage.nodes.map(({ name }, index) => [name, started[index]]));
    let address = "";

    await step("a Service gets an address of the pool that it names, neither .0 nor .255", async () => {
      await apply("base");
      address = await announcedAddress(cluster, "nginx");
      assert.match(address, /^172\.16\.16\.(?!0$|255$)\d+$/);
    });

    await step("only the advertisement's node answers for the address, with the MAC of its interface", async () => {
      assert.deepEqual(await whoAnswers(client, address), [stage.node("test-1").mac]);
      assert.equal(await learnMac(client, address), stage.node("test-1").mac);
    });

    await step("an HTTP request from the client reaches a backend", async () => {
      assert.match(await httpGet(client, `http://${address}/`), /^nginx-test-[02]$/);
    });

    await step("kubectl describe svc names the announcing node", async () => {
      const events = "/api/v1/namespaces/default/events?fieldSelector=reason%3DnodeAssigned";
      await cluster.api.until(events, (all) => all.length > 0);
      const said = await cluster.kubectl(["describe", "svc", "nginx"]);
      assert.match(said, /nodeAssigned.*announcing from node "test-1" with protocol "layer2"/);
    });

    await step("only Leases are written while nothing happens", async () => {
      await untilQuiet(cluster);
      const { leases, others } = await writesDuring(cluster, idleMs);
      assert.deepEqual(others, []);
      await tell(`${leases} Leases renewed in ${idleMs / 1_000} s, and nothing else written`);
    });

    await step("a pool reserved by serviceAllocation serves only the Services that it admits", async () => {
      await apply("reserved");
      await untilService(cluster, "selected/nginx", ({ address }) => address?.startsWith("172.16.16.") === true);
      for (const refused of ["foreign/nginx", "unlabelled"]) {
        const { address, allocated } = await untilService(cluster, refused, ({ allocated }) => allocated !== undefined);
        assert.deepEqual([address, allocated?.status, allocated?.reason], [undefined, "False", "PoolNotAllowed"]);
      }
    });

    await step("the Service keeps its address, also after it is deleted and created again", async () => {
      assert.equal(await announcedAddress(cluster, "nginx"), address);
      await cluster.kubectl(["delete", "service", "nginx"]);
      await apply("base/service.yaml");
      assert.equal(await announcedAddress(cluster, "nginx"), address);
      assert.match(await httpGet(client, `http://${address}/`), /^nginx-test-[02]$/);
    });

    await step("a Service that requests an address gets it", async () => {
      await apply("requested");
      await untilService(cluster, "nginx", (status) => status.address === requested && isAnnounced(status));
      assert.deepEqual(await whoAnswers(client, requested), [stage.node("test-1").mac]);
      assert.match(await httpGet(client, `http://${requested}/`), /^nginx-test-[02]$/);
      await untilNobodyAnswers(client, address);
    });

    await step("two Services with a sharing key and different ports share an address, and both answer", async () => {
      await apply("shared");
      assert.deepEqual(await Promise.all(["shop", "shop-admin"].map((name) => announcedAddress(cluster, name))), [
        shared,
        shared,
      ]);
      assert.match(await httpGet(client, `http://${shared}/`), /^nginx-test-[02]$/);
      assert.match(await httpGet(client, `http://${shared}:8080/`), /^nginx-test-[02]$/);
    });

    await step("a port that another Service has on the address is refused: PortConflict", async () => {
      await apply("conflict");
      const { address, allocated } = await untilService(
        cluster,
        "shop-again",
        ({ allocated }) => allocated !== undefined,
      );
      assert.deepEqual([address, allocated?.status, allocated?.reason], [undefined, "False", "PortConflict"]);
      assert.match(allocated?.message ?? "", /default\/shop\b/);
      assert.match(await httpGet(client, `http://${shared}/`), /^nginx-test-[02]$/);
    });

    for (
      const { fault, file, says } of [
        { fault: "broken YAML", file: "broken.yaml", says: /error converting YAML to JSON: yaml: line \d+/ },
        { fault: "a range of two families", file: "mixed_families.yaml", says: /one end is IPv4 and the other IPv6/ },
        { fault: "a range that ends before it starts", file: "reversed_range.yaml", says: /is after end 10\.0\.0\.1/ },
      ]
    ) {
      await step(`${fault} is refused before it is stored`, async () => {
        await assert.rejects(apply(`wrong/${file}`), says);
      });
    }

    await step("a pool's condition shows a fault that only the controller can find", async () => {
      await apply("wrong/reversed_range_6.yaml");
      const { reason, message } = await untilInvalid(cluster, "reversed-range-6");
      assert.equal(reason, "InvalidAddress");
      assert.match(message, /start fd00:2::1 is after end fd00:1::1/);
    });

    await step("a request for an unreadable address is refused: InvalidRequest", async () => {
      await apply("wrong/service.yaml");
      const { address, allocated } = await untilService(cluster, "wrong", ({ allocated }) => allocated !== undefined);
      assert.deepEqual([address, allocated?.status, allocated?.reason], [undefined, "False", "InvalidRequest"]);
      assert.match(allocated?.message ?? "", /172\.16\.16\.999/);
    });

    await step("the other Services are unchanged", async () => {
      assert.equal(await announcedAddress(cluster, "nginx"), requested);
      assert.equal(await announcedAddress(cluster, "shop"), shared);
      assert.match(await httpGet(client, `http://${requested}/`), /^nginx-test-[02]$/);
    });

    await step(
      "without the node selector the address stays on its node, and the other nodes become standbys",
      async () => {
        await apply("everywhere");
        await untilRanked(cluster, requested, stage.nodes.length);
        assert.equal(await untilHolder(cluster, requested), "test-1");
        assert.deepEqual(await whoAnswers(client, requested), [stage.node("test-1").mac]);
      },
    );

    await step(
      "when the announcing node's link is cut, another node takes the address and HTTP works again",
      async () => {
        await using neighbors = watchNeighbors(client, requested);
        await using http = watchHttp(client, requested);
        await http.first(({ ok }) => ok, { withinMs });
        const cut = epochMs();
        await stage.node("test-1").linkDown();
        const old = stage.node("test-1").mac;
        const taken = await neighbors.first(({ mac }) => mac !== old, { since: cut, withinMs });
        assert(taken !== undefined, "no other node took the address over");
        const answered = await http.first(({ ok }) => ok, { since: taken.at, withinMs });
        assert(answered !== undefined, "HTTP did not work again");
        const node = await untilHolder(cluster, requested, (node) => node !== "test-1");
        assert.deepEqual(await whoAnswers(client, requested), [stage.node(node).mac]);
        await tell(
          `the address moved in ${(taken.at - cut).toFixed()} ms, HTTP in ${(answered.at - cut).toFixed()} ms`,
        );
      },
    );

    await step("when the link is back, the address stays on the new node", async () => {
      const node = await untilHolder(cluster, requested);
      await using neighbors = watchNeighbors(client, requested);
      await neighbors.first(() => true, { withinMs });
      await stage.node("test-1").linkUp();
      const back = epochMs();
      await neighbors.first(() => false, { withinMs: watchMs });
      const macs = new Set(answersIn(neighbors.since(back)).map(({ mac }) => mac));
      assert.deepEqual([...macs], [stage.node(node).mac]);
    });

    await step("when only the announcer is killed, the address stays reachable on its node", async () => {
      const node = await untilHolder(cluster, requested);
      const { mac } = stage.node(node);
      await using neighbors = watchNeighbors(client, requested);
      await using http = watchHttp(client, requested);
      await neighbors.first(() => true, { withinMs });
      await http.first(({ ok }) => ok, { withinMs });
      const from = epochMs();
      await announcers.get(node)?.stop();
      const surrogate = await neighbors.first(({ kind, source }) => kind === "answer" && source !== mac, {
        since: from,
        withinMs,
      });
      assert(surrogate !== undefined, "no surrogate answers");
      await neighbors.first(() => false, { withinMs: watchMs });
      const to = epochMs();
      assert.equal(await learnMac(client, requested), mac);
      const answers = answersIn(neighbors.since(from));
      assert.deepEqual([...new Set(answers.map((answer) => answer.mac))], [mac]);
      const silence = longestSilence(answers, { from, to });
      assert.deepEqual(http.since(from).filter(({ ok }) => !ok), []);
      await tell(
        `ARP was silent for ${(silence.to - silence.from).toFixed()} ms, no HTTP request of ` +
          `${http.since(from).length} failed`,
      );
    });

    if (failed) await tell(await stage.lastWords());
  },
});

async function tell(text: string): Promise<void> {
  await Deno.stderr.write(new TextEncoder().encode(`${text}\n`));
}
