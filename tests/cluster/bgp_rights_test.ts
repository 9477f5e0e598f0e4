import assert from "node:assert/strict";
import { BGPWorld } from "../../runtime/bgp/bgp_world.ts";
import { kubeconfigAccess } from "../../runtime/store/kube/kubeconfig_access.ts";
import { KubeStore } from "../../runtime/store/kube/kube_store.ts";
import { eventually } from "../../runtime/lab/stage/eventually.ts";
import { Cluster } from "./machine/cluster.ts";
import { nameOf, rightsOf, without } from "../manifests/rights.ts";
import type { ApiClient } from "./machine/api_client.ts";
import { installComponents } from "./machine/install.ts";
import { clusterParts } from "./machine/parts.ts";
import { passwordRole, startPasswordKeeper } from "./machine/password_keeper.ts";
import { untilUsed } from "./machine/used_rights.ts";

const parts = await clusterParts();
const namespace = "metallb-system";

const objects = `
apiVersion: metallb.io/v1beta2
kind: BGPPeer
metadata: {name: router, namespace: ${namespace}}
spec: {myASN: 64512, peerASN: 64513, peerAddress: 192.0.2.1, passwordSecret: {name: rack}}
---
{apiVersion: metallb.io/v1beta1, kind: BGPAdvertisement, metadata: {name: all, namespace: ${namespace}}}
---
{apiVersion: metallb.io/v1beta1, kind: BFDProfile, metadata: {name: fast, namespace: ${namespace}}}
---
apiVersion: metallb.io/v1beta1
kind: Community
metadata: {name: names, namespace: ${namespace}}
spec: {communities: [{name: gold, value: "64512:7"}]}
---
apiVersion: v1
kind: Secret
metadata: {name: rack, namespace: ${namespace}}
type: kubernetes.io/basic-auth
stringData: {password: sesame}
---
apiVersion: v1
kind: Secret
metadata: {name: unnamed, namespace: ${namespace}}
stringData: {password: sesame}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: bgpextras, namespace: ${namespace}}, data: {extras: "! nothing"}}
`;

Deno.test({
  name: "an announcer with BGP uses each of its rights, and can read no other objects",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    const begun = new Date();
    await using cluster = await Cluster.start({ parts, controllers: [] });
    await installComponents(cluster);
    await cluster.apply(objects);
    const controller = await startPasswordKeeper(cluster);
    await cluster.addNode("node-1", { address: "192.0.2.11" });
    const token = await cluster.serviceAccountToken(namespace, "arpeggio-announcer");
    const access = await kubeconfigAccess([await cluster.kubeconfigFor(token)]);
    await using store = new KubeStore(access, { fieldManager: "arpeggio-announcer" });
    const stop = new AbortController();
    const world = new BGPWorld({ node: "node-1", namespace, store, onChange: () => {} });
    const following = [
      world.follow(stop.signal),
      store.follow({ kind: "VirtualIP" }, world.virtualIPs, stop.signal),
    ];
    try {
      await eventually("the announcer has read all objects", () => Promise.resolve(world.known?.secrets.length === 1));
      const { known } = world;
      assert.equal(known?.node.metadata.name, "node-1");
      assert.equal(known.extras, "! nothing");
      const { bgpPeers, bgpAdvertisements, bfdProfiles, communities } = known;
      assert.deepEqual([bgpPeers, bgpAdvertisements, bfdProfiles, communities].map(({ length }) => length), [
        1,
        1,
        1,
        1,
      ]);

      const forbidden = [
        { kind: "Service" },
        { kind: "ConfigMap", namespace },
        { kind: "Secret" },
        { kind: "Secret", namespace },
        { kind: "Secret", namespace, fields: { "metadata.name": "unnamed" } },
        { kind: "Role", namespace, fields: { "metadata.name": passwordRole } },
      ] as const;
      for (const selection of forbidden) {
        assert.equal((await store.list(selection)).outcome, "refused", JSON.stringify(selection));
      }
      const target = { kind: "BGPPeer", namespace, name: "router" } as const;
      assert.equal((await store.write({ action: "patch", target, patch: { spec: { myASN: 1 } } })).outcome, "refused");

      // The controller would restore the right that a step removes.
      await controller.stop();
      const rights = [
        ...await rightsOf(cluster.api, "arpeggio-announcer-bgp"),
        ...await rightsOf(cluster.api, passwordRole),
      ];
      const user = "system:serviceaccount:metallb-system:arpeggio-announcer";
      const requests = await untilUsed(cluster, { rights, user, since: begun });
      using announcer = cluster.clientFor(token);
      for (const right of rights) {
        await t.step(`without ${nameOf(right)} a request of the announcer is refused`, async () => {
          const asked = requests.find(({ code, ...request }) => code === 200 && nameOf(request) === nameOf(right));
          const answers = (code: number): Promise<void> =>
            eventually(`the answer is ${code}`, async () => await codeOf(announcer, asked?.uri ?? "") === code);
          await answers(200);
          await without(cluster.api, right, () => answers(403));
        });
      }
    } finally {
      stop.abort();
      await controller.stop();
      await Promise.all(following);
    }
  },
});

async function codeOf(client: ApiClient, uri: string): Promise<number> {
  const response = await client.fetch(uri);
  await response.body?.cancel();
  return response.status;
}
