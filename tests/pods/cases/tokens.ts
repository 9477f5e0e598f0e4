/**
 * A test with tokens that last for 10 minutes, the shortest time that Kubernetes allows. By default a kubelet replaces
 * the token of a Pod after 48 minutes.
 *
 * @module
 */

import assert from "node:assert/strict";
import { announcedAddress } from "../../cluster/machine/services.ts";
import { inAnnouncer, restartsOf, untilAllReady } from "../machine/announcers.ts";
import { nodeNames, type PodCluster } from "../machine/pod_cluster.ts";
import { assertKept, tell, Witness } from "../machine/witness.ts";
import type { Case } from "./case.ts";

const folder = "/var/run/secrets/kubernetes.io/serviceaccount";
const lastsSeconds = 600;
/** Longer than a token lasts. */
const overMs = (lastsSeconds + 60) * 1_000;
const leases =
  "/apis/coordination.k8s.io/v1/namespaces/metallb-system/leases?labelSelector=arpeggio.dev%2Fcomponent%3Dannouncer";

interface Lease {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly renewTime: string };
}

export const tokens: Case = {
  name: "with tokens of 10 minutes, both components work on after 11 minutes",
  async run({ pods, address }): Promise<void> {
    const { cluster } = pods;
    await shortenTokens(pods);
    const [node = ""] = nodeNames;
    const first = await inAnnouncer(pods, node, ["cat", `${folder}/token`]);
    assert.equal(lifetimeOf(first), lastsSeconds);
    const before = await untilAllReady(pods);
    await using witness = await Witness.begin(pods, address);
    await new Promise((resolve) => setTimeout(resolve, overMs));
    assert.notEqual(await inAnnouncer(pods, node, ["cat", `${folder}/token`]), first);
    const now = new Date().toISOString();
    const isRenewed = ({ spec: { renewTime } }: Lease): boolean => renewTime > now;
    await cluster.api.until<Lease>(leases, (all) => all.length === nodeNames.length && all.every(isRenewed));
    await cluster.kubectl(["create", "service", "loadbalancer", "late", "--tcp=80:8080"]);
    tell(`after ${overMs / 1000} s, a new Service is announced at ${await announcedAddress(cluster, "late")}`);
    await cluster.kubectl(["delete", "service", "late"]);
    const after = await untilAllReady(pods);
    assert.deepEqual(after.map(restartsOf), before.map(restartsOf));
    assertKept(await witness.told("tokens of 10 minutes"));
  },
};

/** Gives the Pods of both components a token that lasts for 10 minutes, in place of the usual one. */
async function shortenTokens({ cluster }: PodCluster): Promise<void> {
  const sources = [
    { serviceAccountToken: { path: "token", expirationSeconds: lastsSeconds } },
    { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
    { downwardAPI: { items: [{ path: "namespace", fieldRef: { fieldPath: "metadata.namespace" } }] } },
  ];
  for (
    const [workload, container] of [["deployment/arpeggio-controller", "controller"], [
      "daemonset/arpeggio-announcer",
      "announcer",
    ]] as const
  ) {
    const volumeMounts = [{ name: "short", mountPath: folder, readOnly: true }];
    const spec = {
      automountServiceAccountToken: false,
      containers: [{ name: container, volumeMounts }],
      volumes: [{ name: "short", projected: { sources } }],
    };
    const patch = JSON.stringify({ spec: { template: { spec } } });
    const place = ["-n", "metallb-system"];
    await cluster.kubectl(["patch", workload, ...place, "-p", patch]);
    await cluster.kubectl(["rollout", "status", workload, ...place, "--timeout=180s"]);
  }
}

/** The seconds between the issue and the expiry of a token. */
function lifetimeOf(token: string): number {
  const { exp, iat }: { readonly exp: number; readonly iat: number } = JSON.parse(
    atob(token.split(".")[1]?.replaceAll("-", "+").replaceAll("_", "/") ?? ""),
  );
  return exp - iat;
}
