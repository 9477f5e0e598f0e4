import assert from "node:assert/strict";
import { heartbeatStanding } from "../../functions/model/announcing/heartbeat/heartbeat_standing.ts";
import { type KeyRing, keyRing } from "../../functions/model/announcing/heartbeat/key_ring.ts";
import { LeaseKeeper } from "../../runtime/announcer/lease_keeper.ts";
import { Kubectl } from "../../runtime/deploy/kubectl.ts";
import { rotateKey } from "../../runtime/deploy/rotate_key.ts";
import { openStore } from "../../runtime/store/open_store.ts";
import { Cluster } from "./machine/cluster.ts";
import { haveCommands } from "./machine/commands.ts";
import { clusterParts } from "./machine/parts.ts";

const parts = await haveCommands("kubectl") ? await clusterParts() : undefined;
const namespace = "metallb-system";
const nodes = ["n1", "n2"];

Deno.test({
  name: "deploy --rotate-key exchanges the key of running announcers in two steps, and continues after an interruption",
  ignore: parts === undefined,
  async fn(): Promise<void> {
    assert(parts !== undefined);
    await using cluster = await Cluster.start({ parts, controllers: [] });
    const kubectl = new Kubectl({ kubeconfig: cluster.kubeconfig() });
    const first = new Uint8Array(32).fill(1).toBase64();
    await cluster.kubectl(["create", "namespace", namespace]);
    await cluster.apply(JSON.stringify({ apiVersion: "v1", kind: "List", items: objects(first) }));
    for (const node of nodes) {
      const status = JSON.stringify({ status: { phase: "Running" } });
      await cluster.kubectl(["-n", namespace, "patch", "pod", node, "--subresource=status", "-p", status]);
    }
    const secret = async (): Promise<Readonly<Record<string, string>>> =>
      JSON.parse(await cluster.kubectl(["-n", namespace, "get", "secret", "keys", "-o", "json"])).data;

    const said: string[] = [];
    const options = { namespace, lookEveryMs: 100 };
    const waits = rotateKey(kubectl, { ...options, timeoutSeconds: 1 }, (line) => said.push(line));
    await assert.rejects(
      waits,
      /Cannot continue with the heartbeat key: the announcers of n1, n2 do not accept the new key yet/,
    );
    const between = await secret();
    assert.deepEqual(Object.keys(between).sort(), ["key", "key.next"]);
    assert.equal(between["key"], first);

    // The test does the work of the kubelets and announcers.
    const stop = new AbortController();
    await using store = await openStore({ at: "kubeconfig", files: [cluster.kubeconfig()] }, {
      fieldManager: "test",
      kinds: new Set(["Lease"]),
    });
    const rings = new Map(nodes.map((node) => [node, ringIn(between)]));
    const keepers = nodes.map((node) =>
      new LeaseKeeper({
        node,
        namespace,
        store,
        links: () => [],
        unheard: () => [],
        twin: () => undefined,
        heartbeat: () => heartbeatStanding(rings.get(node) ?? ringIn(between), []),
      })
    );
    const seen: string[] = [];
    const following = (async (): Promise<void> => {
      while (!stop.signal.aborted) {
        for (const [index, node] of nodes.entries()) {
          const data = await secret();
          const state = Object.keys(data).sort().join();
          if (seen.at(-1) !== state) seen.push(state);
          rings.set(node, ringIn(data));
          keepers[index]?.renew();
          await new Promise((wake) => setTimeout(wake, 200));
        }
      }
    })();
    const running = keepers.map((keeper) => keeper.run(stop.signal));
    await rotateKey(kubectl, { ...options, timeoutSeconds: 60 }, (line) => said.push(line));
    stop.abort();
    await Promise.all([following, ...running]);

    assert.deepEqual(await secret(), { key: between["key.next"] });
    assert.deepEqual(said, [
      "Step 1 of 2: added the new key",
      "Step 1 of 2: the new key was added before",
      "Every announcer accepts it",
      "Step 2 of 2: the new key signs",
      "Every announcer signs with it; the old key is removed",
    ]);
    assert.deepEqual(seen.slice(0, 2), ["key,key.next", "key,key.previous"]);
  },
});

function ringIn(data: Readonly<Record<string, string>>): KeyRing {
  const { key = "", ...others } = data;
  return keyRing(Uint8Array.fromBase64(key), Object.values(others).map((each) => Uint8Array.fromBase64(each)));
}

/** The installed objects: the Secret, the DaemonSet that mounts it, and its Pods. */
function objects(key: string): readonly unknown[] {
  const labels = { "app.kubernetes.io/component": "announcer" };
  const containers = [{ name: "announcer", image: "none" }];
  const volumes = [{ name: "heartbeat", secret: { secretName: "keys" } }];
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default", namespace } },
    { apiVersion: "v1", kind: "Secret", metadata: { name: "keys", namespace }, data: { key } },
    {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: { name: "announcer", namespace, labels },
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers, volumes } } },
    },
    ...nodes.map((node) => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: node, namespace, labels },
      spec: { nodeName: node, containers, automountServiceAccountToken: false },
    })),
  ];
}
