import assert from "node:assert/strict";
import { parse } from "yaml";
import { ApiError } from "../cluster/machine/api_client.ts";
import { Cluster } from "../cluster/machine/cluster.ts";
import { clusterParts } from "../cluster/machine/parts.ts";
import { accepted, refused } from "./judgements.ts";

const parts = await clusterParts();
const crds = new URL("../../manifests/crds", import.meta.url).pathname;

const plurals: Readonly<Record<string, string>> = {
  BFDProfile: "bfdprofiles",
  BGPAdvertisement: "bgpadvertisements",
  BGPPeer: "bgppeers",
  Community: "communities",
  IPAddressPool: "ipaddresspools",
  L2Advertisement: "l2advertisements",
  ServiceL2Status: "servicel2statuses",
  VirtualIP: "virtualips",
};

/** The API path of the collection for an object. */
function collection({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string {
  const place = kind === "VirtualIP" ? "" : "/namespaces/default";
  return `/apis/${apiVersion}${place}/${plurals[kind]}`;
}

/** Sends an object in a dry run, and returns the API server's refusal; "" if it accepts the object. */
async function judge(cluster: Cluster, yaml: string): Promise<string> {
  const object = parse(yaml);
  try {
    await cluster.api.request("POST", `${collection(object)}?dryRun=All&fieldValidation=Strict`, object);
    return "";
  } catch (error) {
    if (error instanceof ApiError && error.status === 422) return error.message;
    throw error;
  }
}

Deno.test({
  name: "The API server",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    await using cluster = await Cluster.start({ parts, controllers: [] });

    await t.step("accepts the CRDs with their rules, even over a CRD with a conversion webhook", async () => {
      const crd = parse(await Deno.readTextFile(`${crds}/bgppeers.yaml`));
      const clientConfig = { service: { namespace: "metallb-system", name: "webhook-service", path: "/convert" } };
      const webhook = { conversionReviewVersions: ["v1beta1", "v1beta2"], clientConfig };
      crd.spec.conversion = { strategy: "Webhook", webhook };
      await cluster.api.request("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", crd);

      await cluster.kubectl(["apply", "-k", crds]);
      await cluster.kubectl(["wait", "--for=condition=Established", "--timeout=60s", "crd", "--all"]);
      const conversion = ["get", "crd", "bgppeers.metallb.io", "-o", "jsonpath={.spec.conversion.strategy}"];
      assert.equal(await cluster.kubectl(conversion), "None");
    });

    for (const { name, object } of accepted) {
      await t.step(`accepts ${name}`, async () => {
        assert.equal(await judge(cluster, object), "");
      });
    }

    for (const { name, object, says } of refused) {
      await t.step(`refuses ${name}`, async () => {
        const answer = await judge(cluster, object);
        assert.ok(answer.includes(JSON.stringify(says).slice(1, -1)), `${says} is not in: ${answer}`);
      });
    }

    await t.step("fills in the defaults of a pool", async () => {
      await cluster.apply(`
        apiVersion: metallb.io/v1beta1
        kind: IPAddressPool
        metadata: {name: defaults}
        spec: {addresses: [10.9.0.0/24]}`);
      const pool = await cluster.kubectl(["get", "ipap", "defaults", "-o", "jsonpath={.spec}"]);
      assert.deepEqual(JSON.parse(pool), { addresses: ["10.9.0.0/24"], autoAssign: true, avoidBuggyIPs: false });
    });

    await t.step("returns a BGPPeer of v1beta1 as v1beta2 with all its fields", async () => {
      await cluster.apply(`
        apiVersion: metallb.io/v1beta1
        kind: BGPPeer
        metadata: {name: older}
        spec:
          myASN: 64512
          peerASN: 64513
          peerAddress: 192.0.2.1
          holdTime: 90s
          nodeSelectors: [{matchExpressions: [{key: rack, operator: In, values: [a]}]}]`);
      const peer = await cluster.kubectl(["get", "bgppeers.v1beta2.metallb.io", "older", "-o", "jsonpath={.spec}"]);
      assert.deepEqual(JSON.parse(peer), {
        myASN: 64512,
        peerASN: 64513,
        peerAddress: "192.0.2.1",
        peerPort: 179,
        holdTime: "90s",
        disableMP: false,
        dualStackAddressFamily: false,
        nodeSelectors: [{ matchExpressions: [{ key: "rack", operator: "In", values: ["a"] }] }],
      });
    });

    await t.step("refuses changes of immutable fields", async () => {
      await cluster.apply(`
        apiVersion: metallb.io/v1beta1
        kind: ServiceL2Status
        metadata: {name: l2-abcde}`);
      const path = "/apis/metallb.io/v1beta1/namespaces/default/servicel2statuses/l2-abcde/status";
      const status = { node: "node-1", serviceName: "nginx", serviceNamespace: "default" };
      await cluster.api.request("PATCH", path, { status });
      await cluster.api.request("PATCH", path, { status: { interfaces: [{ name: "eth0" }] } });
      await assert.rejects(cluster.api.request("PATCH", path, { status: { node: "node-2" } }), /Value is immutable/);

      const peer = "/apis/metallb.io/v1beta2/namespaces/default/bgppeers/older";
      await cluster.api.request("PATCH", peer, { spec: { enableGracefulRestart: true } });
      await assert.rejects(
        cluster.api.request("PATCH", peer, { spec: { enableGracefulRestart: false } }),
        /EnableGracefulRestart cannot be changed after creation/,
      );
    });

    await t.step("kubectl get prints the holder of an address", async () => {
      await cluster.apply(`
        apiVersion: arpeggio.dev/v1alpha1
        kind: VirtualIP
        metadata: {name: 172.16.16.201}
        spec:
          address: 172.16.16.201
          pool: first-pool
          services: [{namespace: default, name: nginx}, {namespace: default, name: dns}]
          l2: {order: [{node: test-1, interfaces: [eth0]}, {node: test-3}], revision: 3}`);
      const since = new Date(Date.now() - 30 * 60_000).toISOString();
      const announced = {
        type: "Announced",
        status: "True",
        reason: "Announcing",
        message: "",
        lastTransitionTime: since,
      };
      const status = { node: "test-1", interfaces: ["eth0"], revision: 3, since, conditions: [announced] };
      await cluster.api.request("PATCH", "/apis/arpeggio.dev/v1alpha1/virtualips/172.16.16.201/status", { status });
      const told = async (...how: readonly string[]): Promise<readonly (readonly string[])[]> =>
        (await cluster.kubectl(["get", "vip", ...how])).trimEnd().split("\n").map((line) => line.split(/ {2,}/));
      const columns = ["NAME", "ADDRESS", "POOL", "NAMESPACE", "SERVICE", "SHARED WITH", "NODE", "STANDBY"];
      const head = [...columns, "STATE", "REASON", "SINCE"];
      const shared = ["first-pool", "default", "nginx", "dns", "test-1", "test-3", "True", "Announcing", "30m"];
      const row = ["172.16.16.201", "172.16.16.201", ...shared];
      assert.deepEqual(await told(), [head, row]);
      const all = '[{"name":"nginx","namespace":"default"},{"name":"dns","namespace":"default"}]';
      const wide = [[...head, "INTERFACES", "ALL SERVICES"], [...row, '["eth0"]', all]];
      assert.deepEqual(await told("-o", "wide"), wide);
    });

    await t.step("kubectl get prints the number of used addresses of a pool", async () => {
      const path = "/apis/metallb.io/v1beta1/namespaces/default/ipaddresspools/defaults/status";
      const status = { assignedIPv4: 3, assignedIPv6: 0, availableIPv4: 253, availableIPv6: 0 };
      await cluster.api.request("PATCH", path, { status });
      const [head, row] = (await cluster.kubectl(["get", "ipap", "defaults"])).split("\n");
      assert.match(head ?? "", /AUTO ASSIGN +AVOID BUGGY IPS +ADDRESSES +ASSIGNED +AVAILABLE +AGE/);
      assert.match(row ?? "", /^defaults +true +false +\["10.9.0.0\/24"\] +3 +253 +/);
    });

    await t.step("kubectl get lists all kinds by one category name", async () => {
      const names = (await cluster.kubectl(["get", "arpeggio", "--all-namespaces", "-o", "name"])).trim().split("\n");
      assert.deepEqual(names.sort(), [
        "bgppeer.metallb.io/older",
        "ipaddresspool.metallb.io/defaults",
        "servicel2status.metallb.io/l2-abcde",
        "virtualip.arpeggio.dev/172.16.16.201",
      ]);
    });

    await t.step("kubectl explain prints a field's description with an example", async () => {
      const said = await cluster.kubectl(["explain", "ipaddresspools.spec.addresses"]);
      assert.match(said, /CIDR notation[^]*Example:/);
    });

    await t.step("kubectl explain accepts the short name of a status kind", async () => {
      const said = await cluster.kubectl(["explain", "vip.status.silentSince"]);
      assert.match(said, /^FIELD: silentSince <string>$[^]*no\s+node\s+answered\./m);
    });
  },
});
