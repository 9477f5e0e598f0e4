import assert from "node:assert/strict";
import { readKnownProxy } from "../../functions/model/announcing/status/proxy_health.ts";
import type { Lease } from "../../functions/model/kubernetes.ts";
import { httpGet, whoAnswers } from "./machine/client_host.ts";
import { haveCommands } from "./machine/commands.ts";
import { startAnnouncer, startController } from "./machine/components.ts";
import { fixture } from "./machine/fixtures.ts";
import { proxyHealthAddress, type ProxyMode } from "./machine/kube_proxy.ts";
import { clusterParts } from "./machine/parts.ts";
import { announcedAddress } from "./machine/services.ts";
import { Stage } from "./machine/stage.ts";

const parts = await haveCommands("unshare", "nsenter", "ip", "arping", "curl")
  ? await clusterParts("controllerManager", "proxy")
  : undefined;

interface Row {
  readonly mode: ProxyMode;
  /** The command that kube-proxy calls in this mode. */
  readonly command: string;
}

const rows: readonly Row[] = [{ mode: "nftables", command: "nft" }, { mode: "iptables", command: "iptables" }];

for (const { mode, command } of rows) {
  Deno.test({
    name:
      `kube-proxy in ${mode} mode: one node answers for a Service's address, HTTP reaches both backends, and each Lease tells that kube-proxy is healthy`,
    ignore: parts === undefined || !await haveCommands(command),
    async fn(): Promise<void> {
      assert(parts !== undefined);
      await using stage = await Stage.build({ parts, backends: ["test-0", "test-2"], proxyMode: mode });
      const { cluster, client, nodes } = stage;
      await startController(stage);
      for (const { name } of nodes) await startAnnouncer(stage, name, ["--kube-proxy", proxyHealthAddress]);
      await cluster.kubectl(["apply", "-f", fixture("deploy/base.yaml")]);
      const address = await announcedAddress(cluster, "nginx");
      assert.equal((await whoAnswers(client, address)).length, 1);
      const seen = new Set<string>();
      while (seen.size < 2) seen.add(await httpGet(client, `http://${address}/`));
      assert.deepEqual([...seen].toSorted(), ["nginx-test-0", "nginx-test-2"]);
      const leases = "/apis/coordination.k8s.io/v1/namespaces/metallb-system/leases";
      const announcers = `${leases}?labelSelector=${encodeURIComponent("arpeggio.dev/component=announcer")}`;
      const isHealthy = (lease: Lease): boolean => readKnownProxy(lease)?.is === "healthy";
      await cluster.api.until<Lease>(announcers, (all) => all.filter(isHealthy).length === nodes.length);
    },
  });
}
