import assert from "node:assert/strict";
import type { VirtualIP } from "../../functions/model/crds.ts";
import { entriesIn, historyName, mostCharacters } from "../../functions/model/history/book.ts";
import type { HistoryEntry } from "../../functions/model/history/entry.ts";
import { HistoryKeeper } from "../../runtime/controller/history_keeper.ts";
import { programCommand } from "../../runtime/lab/stage/program.ts";
import { openStore } from "../../runtime/store/open_store.ts";
import type { Store } from "../../runtime/store/store.ts";
import { arpeggio } from "../runtime/cli/program.ts";
import { StandInAnnouncers } from "../runtime/page/stand_in_announcers.ts";
import { eventually } from "../../runtime/lab/stage/eventually.ts";
import { Cluster } from "./machine/cluster.ts";
import { Daemon } from "./machine/daemon.ts";
import { freePort } from "./machine/free_port.ts";
import { installComponents } from "./machine/install.ts";
import { hostLauncher } from "./machine/launcher.ts";
import { clusterParts } from "./machine/parts.ts";
import { scratchFolder } from "./machine/scratch_folder.ts";
import { untilService } from "./machine/services.ts";

const parts = await clusterParts("controllerManager");
const entry = new URL("../../runtime/main.ts", import.meta.url).pathname;
const nodes = ["node-1", "node-2", "node-3"];

const objects = `
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: first, namespace: metallb-system}
spec: {addresses: [192.0.2.33/32]}
---
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata: {name: everywhere, namespace: metallb-system}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: LoadBalancer, allocateLoadBalancerNodePorts: false, ports: [{port: 80}], selector: {app: web}}
`;

Deno.test({
  name: "History: after both controllers are killed and started again, the timeline is the same",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    await using folder = await scratchFolder("arpeggio-history-");
    await using cluster = await Cluster.start({ parts });
    await installComponents(cluster);
    for (const [index, node] of nodes.entries()) {
      await cluster.addNode(node, { address: `198.51.100.${index + 1}` });
      await cluster.addBackendPod({
        name: `web-${node}`,
        node,
        address: `10.244.0.${index + 1}`,
        labels: { app: "web" },
      });
    }
    const asAdministrator = { at: "kubeconfig", files: [cluster.kubeconfig()] } as const;
    await using announcers = await StandInAnnouncers.over(
      await openStore(asAdministrator, { fieldManager: "announcers" }),
      nodes,
    );
    const token = await cluster.serviceAccountToken("metallb-system", "arpeggio-controller");
    const kubeconfig = await cluster.kubeconfigFor(token);
    const start = (name: string): { readonly daemon: Daemon; readonly state: string } => {
      const port = freePort();
      const args = ["controller", "--kubeconfig", kubeconfig, "--page", `127.0.0.1:${port}`];
      const { command, args: all } = programCommand(entry, args);
      const log = `${folder.path}/${name}.log`;
      const daemon = new Daemon([command, ...all], { name, log, launcher: hostLauncher });
      return { daemon, state: `http://127.0.0.1:${port}/api/v1/state` };
    };
    const [first, second] = [start("first"), start("second")];
    await cluster.apply(objects);
    await untilService(cluster, "web", ({ announced }) => announced?.status === "True");
    const holder = await holderOf(cluster);
    await announcers.kill(holder, 420);
    const before = await untilTold(cluster, ({ what, from }) => what === "takeover" && from === holder);
    const shown = await timelineOn(first.state);

    await t.step("a standby shows the same as the leader", async () => {
      await eventually(
        "the standby has read the history",
        async () => JSON.stringify(await timelineOn(second.state)) === JSON.stringify(shown),
      );
    });

    await Promise.all([first.daemon.stop(), second.daemon.stop()]);
    const successor = await holderOf(cluster);
    assert.notEqual(successor, holder);

    await t.step("after a restart of both: the same entries, and the same timeline on both pages", async () => {
      const [third, fourth] = [start("third"), start("fourth")];
      await eventually("the pages show the timeline", async () => {
        const pages = await Promise.all([third, fourth].map(({ state }) => timelineOn(state)));
        return pages.every((page) => JSON.stringify(page) === JSON.stringify(shown));
      });
      assert.deepEqual(await untilTold(cluster, () => true), before);
      await Promise.all([third.daemon.stop(), fourth.daemon.stop()]);
    });

    await t.step("the next controller records a takeover that happened while no controller ran", async () => {
      await announcers.kill(successor, 300);
      const fifth = start("fifth");
      const after = await untilTold(cluster, ({ what, from }) => what === "takeover" && from === successor);
      assert.deepEqual(after.slice(0, before.length), before);
      await fifth.daemon.stop();
    });

    await t.step("arpeggio history of an address, and of a node", async () => {
      const of = async (what: string): Promise<string> =>
        (await arpeggio(["history", what, "--kubeconfig", cluster.kubeconfig()])).out;
      assert.match(await of("192.0.2.33"), new RegExp(`taken over +192\\.0\\.2\\.33 +${holder} .* 0\\.42 s`));
      assert.match(await of(`node/${successor}`), new RegExp(`${successor} .* 0\\.30 s`));
    });
  },
});

Deno.test({
  name: "History: 10,000 moves in an hour need 120 writes to the API server and less than 1 MiB",
  ignore: parts === undefined,
  async fn(): Promise<void> {
    assert(parts !== undefined);
    await using cluster = await Cluster.start({ parts, controllers: [] });
    await cluster.kubectl(["create", "namespace", "metallb-system"]);
    await using plain = await openStore({ at: "kubeconfig", files: [cluster.kubeconfig()] }, { fieldManager: "test" });
    const { store, spent } = counted(plain);
    const begun = new Date();
    const [batches, moves] = [3_600 / 30, 10_000];
    await using keeper = new HistoryKeeper({
      store,
      namespace: "metallb-system",
      mayWrite: () => true,
      timing: { restMs: 0, gapMs: 0 },
    });
    let virtualIPs = Array.from({ length: 500 }, (_, index) => held(index, "node-0", 0));
    for (let batch = 0; batch <= batches; batch++) {
      if (batch > 0) {
        const each = Math.ceil(moves / batches);
        virtualIPs = virtualIPs.map((before, index) =>
          (index + batch * each) % 500 < each ? held(index, `node-${batch % 40}`, batch * 30_000 + index * 60) : before
        );
      }
      const written = spent.next();
      keeper.look({
        observed: { now: start + batch * 30_000, virtualIPs, leases: [], bgpPeers: [] },
        desired: { allocations: [] },
      });
      if (batch > 0) await written;
      else await eventually("the history has been read", () => Promise.resolve(spent.reads > 0));
    }
    const { metadata, data } = await cluster.api.request<Kept>("GET", `${configMaps}/${historyName}`);
    const stored = JSON.stringify({ metadata, data }).length;
    const seen = (await cluster.writes(begun)).filter(({ name, code }) => name === historyName && code < 300);
    await Deno.stderr.write(new TextEncoder().encode(
      `${keeper.entries.length} entries at the end; ${spent.writes} writes, ${spent.bytes} bytes sent, ${stored} stored\n`,
    ));
    assert.equal(spent.writes, batches);
    assert.ok(seen.length <= batches + 1, String(seen.length));
    assert.ok(spent.bytes < 1024 * 1024, String(spent.bytes));
    assert.ok(stored < 2 * mostCharacters, String(stored));
  },
});

const start = Date.parse("2026-11-23T10:00:00Z");
const configMaps = "/api/v1/namespaces/metallb-system/configmaps";

interface Kept {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data: Readonly<Record<string, string>>;
}

function held(index: number, node: string, sinceMs: number): VirtualIP {
  const address = `10.0.${index >> 8}.${index & 255}`;
  return {
    apiVersion: "arpeggio.dev/v1alpha1",
    kind: "VirtualIP",
    metadata: { name: address },
    spec: { address, pool: "first", services: [] },
    status: { node, revision: 1, since: new Date(start + sinceMs).toISOString() },
  };
}

/** A store that counts its reads and writes; `Spent.next` resolves at the next write. */
function counted(plain: Store): { readonly store: Store; readonly spent: Spent } {
  const spent = new Spent();
  return {
    spent,
    store: {
      list: async (selection, signal) => {
        const listing = await plain.list(selection, signal);
        spent.reads++;
        return listing;
      },
      follow: (selection, sink, signal) => plain.follow(selection, sink, signal),
      write: async (write, signal) => {
        const outcome = await plain.write(write, signal);
        if (outcome.outcome === "written") spent.count(JSON.stringify(write).length);
        return outcome;
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
  };
}

class Spent {
  reads = 0;
  writes = 0;
  bytes = 0;
  #told: () => void = () => undefined;

  next(): Promise<void> {
    return new Promise((resolve) => this.#told = resolve);
  }

  count(bytes: number): void {
    this.writes++;
    this.bytes += bytes;
    this.#told();
  }
}

async function holderOf({ api }: Cluster): Promise<string> {
  const path = "/apis/arpeggio.dev/v1alpha1/virtualips/192.0.2.33";
  const { status } = await api.request<Kept & { readonly status: { readonly node: string } }>("GET", path);
  return status.node;
}

/** Waits until the check holds for one entry, and returns all entries. */
async function untilTold(
  { api }: Cluster,
  check: (entry: HistoryEntry) => boolean,
): Promise<readonly HistoryEntry[]> {
  const path = `${configMaps}?fieldSelector=metadata.name%3D${historyName}`;
  const entriesOf = (found: Kept | undefined): readonly HistoryEntry[] =>
    entriesIn({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: historyName }, data: found?.data ?? {} });
  const [found] = await api.until<Kept>(path, ([one]) => entriesOf(one).some(check));
  return entriesOf(found);
}

async function timelineOn(state: string): Promise<readonly unknown[]> {
  try {
    return (await (await fetch(state)).json()).timeline;
  } catch {
    return [];
  }
}
