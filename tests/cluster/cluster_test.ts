import assert from "node:assert/strict";
import type { KubernetesObject } from "./machine/api_client.ts";
import { ApiError } from "./machine/api_client.ts";
import { Cluster } from "./machine/cluster.ts";
import { clusterParts } from "./machine/parts.ts";

const parts = await clusterParts("controllerManager");

interface EndpointSlice extends KubernetesObject {
  readonly endpoints: readonly {
    readonly addresses: readonly string[];
    readonly nodeName?: string;
    readonly conditions: { readonly ready?: boolean };
  }[];
}

const service = `
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: LoadBalancer
  ipFamilyPolicy: RequireDualStack
  selector: {app: web}
  ports: [{port: 80}]
`;

function configMap(name: string): string {
  return JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { key: "value" } });
}

Deno.test({
  name: "Cluster",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    const start = performance.now();
    await using cluster = await Cluster.start({ parts });
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    await Deno.stderr.write(new TextEncoder().encode(`the cluster started in ${seconds} s\n`));

    await t.step("kubectl applies and reads", async () => {
      await cluster.apply(configMap("applied"));
      const printed = await cluster.kubectl(["get", "configmap", "applied", "-o", "jsonpath={.data.key}"]);
      assert.equal(printed, "value");
    });

    await t.step("a failed kubectl throws an error with kubectl's message", async () => {
      await assert.rejects(cluster.kubectl(["get", "configmap", "nowhere"]), /"nowhere" not found/);
    });

    await t.step("a Service that selects a Pod gets EndpointSlices of both families", async () => {
      await cluster.addNode("node-1", { address: ["192.0.2.1", "2001:db8::1"], labels: { zone: "a" } });
      await cluster.addBackendPod({
        name: "web-1",
        node: "node-1",
        address: ["10.244.1.2", "fd00:244::2"],
        labels: { app: "web" },
      });
      await cluster.apply(service);
      const slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices" +
        "?labelSelector=kubernetes.io%2Fservice-name%3Dweb";
      const addressesThat = (ready: boolean, all: readonly EndpointSlice[]): string[] =>
        all.flatMap(({ endpoints }) => endpoints.filter(({ conditions }) => conditions.ready === ready))
          .flatMap(({ addresses, nodeName }) => addresses.map((address) => `${nodeName} ${address}`)).toSorted();
      const both = ["node-1 10.244.1.2", "node-1 fd00:244::2"];
      const seen = await cluster.api.until<EndpointSlice>(slices, (all) => addressesThat(true, all).length === 2);
      assert.deepEqual(addressesThat(true, seen), both);

      await cluster.setPodReady({ name: "web-1" }, false);
      const unready = await cluster.api.until<EndpointSlice>(slices, (all) => addressesThat(false, all).length === 2);
      assert.deepEqual(addressesThat(false, unready), both);
    });

    await t.step("RBAC refuses a ServiceAccount a request that no rule allows", async () => {
      await cluster.kubectl(["create", "serviceaccount", "nobody"]);
      const token = await cluster.serviceAccountToken("default", "nobody");
      using nobody = cluster.clientFor(token);
      const refused = { name: "ApiError", status: 403 };
      await assert.rejects(nobody.request("GET", "/api/v1/namespaces/default/configmaps"), refused);
      const kubeconfig = await cluster.kubeconfigFor(token);
      await assert.rejects(cluster.kubectl(["get", "nodes"], { kubeconfig }), /Forbidden.*default:nobody/);
    });

    await t.step("a token that is bound to a Pod contains the name of the Pod's Node", async () => {
      const token = await cluster.serviceAccountToken("default", "default", { pod: "web-1" });
      const review = await cluster.api.request<KubernetesObject & { status: { user: { extra: unknown } } }>(
        "POST",
        "/apis/authentication.k8s.io/v1/tokenreviews",
        { spec: { token } },
      );
      assert.deepEqual(Object(review.status.user.extra)["authentication.kubernetes.io/node-name"], ["node-1"]);
    });

    await t.step("writes() returns the writes since a time, with their users", async () => {
      const before = new Date();
      await cluster.apply(configMap("counted"));
      await cluster.kubectl(["get", "configmap", "counted"]);
      const after = new Date();
      const written = await cluster.writes(before);
      const byAdmin = written.filter(({ user }) => user === "admin");
      assert.deepEqual(byAdmin.map(({ verb, resource, name, code }) => [verb, resource, name, code]), [
        ["create", "configmaps", "counted", 201],
      ]);
      const later = await cluster.writes(after);
      assert.deepEqual(later.filter(({ user }) => user === "admin"), []);
    });

    await t.step("a stopped API server does not answer, and has its data again after a restart", async () => {
      await cluster.stopApiServer();
      await assert.rejects(cluster.api.request("GET", "/version"), (error) => !(error instanceof ApiError));
      await cluster.startApiServer();
      const kept = await cluster.api.request("GET", "/api/v1/namespaces/default/configmaps/applied");
      assert.equal(kept.metadata.name, "applied");
    });
  },
});
