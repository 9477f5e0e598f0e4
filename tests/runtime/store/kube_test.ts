import assert from "node:assert/strict";
import { kubeconfigAccess } from "../../../runtime/store/kube/kubeconfig_access.ts";
import { KubeStore } from "../../../runtime/store/kube/kube_store.ts";
import { Cluster } from "../../cluster/machine/cluster.ts";
import { clusterParts } from "../../cluster/machine/parts.ts";
import { installKinds } from "./install_kinds.ts";
import { cases } from "./suite.ts";

const parts = await clusterParts();

Deno.test({
  name: "KubeStore",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    await using cluster = await Cluster.start({ parts, controllers: [] });
    await installKinds(cluster);
    const access = await kubeconfigAccess([cluster.kubeconfig()]);
    await using store = new KubeStore(access, { fieldManager: "arpeggio-test" });
    await using other = new KubeStore(access, { fieldManager: "arpeggio-other" });
    for (const [at, [name, run]] of Object.entries(cases).entries()) {
      await t.step(name, async () => {
        const namespace = `test-${at}`;
        await cluster.kubectl(["create", "namespace", namespace]);
        await run({
          store,
          other,
          namespace,
          apply: (yaml) => cluster.apply(yaml),
          delete: async (kind, object) => void await cluster.kubectl(["delete", kind, object, "-n", namespace]),
        });
      });
    }
  },
});
