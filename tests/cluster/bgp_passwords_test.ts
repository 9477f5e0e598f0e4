import assert from "node:assert/strict";
import type { PolicyRule, Role } from "../../functions/model/kubernetes.ts";
import { BGPWorld } from "../../runtime/bgp/bgp_world.ts";
import { eventually } from "../../runtime/lab/stage/eventually.ts";
import { kubeconfigAccess } from "../../runtime/store/kube/kubeconfig_access.ts";
import { KubeStore } from "../../runtime/store/kube/kube_store.ts";
import { nameOf, rightsOf, without } from "../manifests/rights.ts";
import type { ApiClient, KubernetesObject } from "./machine/api_client.ts";
import { Cluster } from "./machine/cluster.ts";
import { installComponents } from "./machine/install.ts";
import { clusterParts } from "./machine/parts.ts";
import { passwordRole, startPasswordKeeper } from "./machine/password_keeper.ts";
import { untilUsed } from "./machine/used_rights.ts";

const parts = await clusterParts();
const namespace = "metallb-system";
const roles = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/roles`;
const manifests = new URL("../../manifests/", import.meta.url).pathname;
const secretRule = { apiGroups: [""], resources: ["secrets"], verbs: ["list", "watch"] };

function peer(name: string, secret: string, address: string): string {
  const spec = `{myASN: 64512, peerASN: 64513, peerAddress: ${address}, passwordSecret: {name: ${secret}}}`;
  return `{apiVersion: metallb.io/v1beta2, kind: BGPPeer, metadata: {name: ${name}, namespace: ${namespace}}, ` +
    `spec: ${spec}}`;
}

function secret(name: string): string {
  const metadata = `{name: ${name}, namespace: ${namespace}}`;
  return `{apiVersion: v1, kind: Secret, metadata: ${metadata}, type: kubernetes.io/basic-auth, ` +
    "stringData: {password: sesame}}";
}

/** Begins each text with `---`: without it, kubectl would read a text that begins with a brace as JSON. */
function documents(...texts: readonly string[]): string {
  return texts.map((text) => `---\n${text}\n`).join("");
}

Deno.test({
  name: "BGP passwords: the announcer may read a Secret exactly while a BGPPeer names it",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    await using cluster = await Cluster.start({ parts, controllers: [] });
    await installComponents(cluster);
    await cluster.addNode("node-1", { address: "192.0.2.11" });
    await cluster.apply(documents(...["rack", "edge", "unnamed"].map(secret), peer("router", "rack", "192.0.2.1")));
    using announcer = cluster.clientFor(await cluster.serviceAccountToken(namespace, "arpeggio-announcer"));
    using deciding = cluster.clientFor(await cluster.serviceAccountToken(namespace, "arpeggio-controller"));
    const { api } = cluster;
    const begun = new Date();
    const named = async (): Promise<readonly string[]> =>
      (await api.request<Role>("GET", `${roles}/${passwordRole}`)).rules?.flatMap((rule) => rule.resourceNames ?? []) ??
        [];
    const readable = (...names: readonly string[]): Promise<void> =>
      eventually(`just ${names.join()} may be read`, async () => await readableTo(announcer) === names.join());

    await using running = new AsyncDisposableStack();
    const world = await followedWorld(cluster, running);
    const read = (): string => world.known?.secrets.map(({ metadata }) => metadata.name).sort().join() ?? "nothing yet";

    await t.step("an upgrade removes the right to all Secrets, and a Secret that was read stays known", async () => {
      const old = `${roles}/arpeggio-announcer-bgp`;
      const { rules = [] } = await api.request<Role>("GET", old);
      await api.request("PATCH", old, { rules: [...rules, secretRule] });
      await eventually("the Secret is read", () => Promise.resolve(read() === "rack"));
      await cluster.kubectl(["apply", "-k", `${manifests}rbac/bgp`]);
      await readable();
      // In this time two watches of the announcer end, and the API server refuses the next ones.
      for (const until = performance.now() + 5_000; performance.now() < until;) {
        assert.equal(read(), "rack");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });

    const controller = running.use(await startPasswordKeeper(cluster));
    await t.step("the controller writes the Secret's name into a Role, and a new installation keeps it", async () => {
      await readable("rack");
      await cluster.kubectl(["apply", "-k", `${manifests}rbac/bgp`]);
      await cluster.kubectl(["apply", "--server-side", "--force-conflicts", "-k", `${manifests}rbac/bgp`]);
      assert.deepEqual(await named(), ["rack"]);
    });

    await t.step("a Secret is read within 3 s after a peer names it", async () => {
      const since = performance.now();
      await cluster.apply(documents(peer("border", "edge", "192.0.2.2")));
      await eventually("both are read", () => Promise.resolve(read() === "edge,rack"));
      const tookMs = performance.now() - since;
      assert(tookMs < 3_000, `${tookMs} ms`);
      await readable("edge", "rack");
    });

    await t.step("another peer with the same Secret, and another change of a peer, cause no write", async () => {
      const before = await api.request("GET", `${roles}/${passwordRole}`);
      await cluster.apply(documents(peer("border", "edge", "192.0.2.9"), peer("second", "rack", "192.0.2.3")));
      await api.until<Judged>(
        `/apis/metallb.io/v1beta2/namespaces/${namespace}/bgppeers`,
        (peers) => peers.length === 3 && peers.every(({ status }) => status?.conditions?.[0]?.type === "Valid"),
      );
      const after = await api.request("GET", `${roles}/${passwordRole}`);
      assert.equal(after.metadata.resourceVersion, before.metadata.resourceVersion);
    });

    await t.step("the controller undoes a change of the Role by another writer", async () => {
      await api.request("PATCH", `${roles}/${passwordRole}`, { rules: [secretRule] });
      await eventually("the names are back", async () => (await named()).join() === "edge,rack");
      await readable("edge", "rack");
    });

    await t.step("when no peer names a Secret any more, the right to read it is removed", async () => {
      await cluster.kubectl(["delete", "bgppeer", "router", "-n", namespace]);
      await readable("edge", "rack");
      await cluster.kubectl(["delete", "bgppeer", "second", "-n", namespace]);
      await readable("edge");
      assert.deepEqual(await named(), ["edge"]);
    });

    await t.step("without a named Secret the Role has no rule, and no Secret may be read", async () => {
      await cluster.kubectl(["delete", "bgppeer", "border", "-n", namespace]);
      await readable();
      assert.deepEqual((await api.request<Role>("GET", `${roles}/${passwordRole}`)).rules ?? [], []);
      await eventually("none is known", () => Promise.resolve(read() === ""));
    });

    await t.step("the controller uses each right of its own, and may read no Secret", async () => {
      const rights = (await rightsOf(api, "arpeggio-controller-bgp")).filter(({ verb }) => verb !== "escalate");
      const user = "system:serviceaccount:metallb-system:arpeggio-controller";
      const requests = await untilUsed(cluster, { rights, user, since: begun });
      assert.deepEqual(requests.filter(({ code }) => code === 403).map(nameOf), []);
      assert.equal(await readableTo(deciding), "");
    });
    await controller.stop();

    await t.step("without any single right of the controller, one of its requests is refused", async () => {
      const one = `fieldSelector=metadata.name%3D${passwordRole}`;
      const requests: Readonly<Record<string, () => Promise<number>>> = {
        list: () => statusOf(deciding, `${roles}?${one}`),
        watch: () => statusOf(deciding, `${roles}?watch=true&timeoutSeconds=1&${one}`),
        patch: () => written(deciding, [{ ...secretRule, resourceNames: ["rack"] }]),
        escalate: () => written(deciding, [{ ...secretRule, resourceNames: ["rack"] }]),
      };
      for (const right of await rightsOf(api, "arpeggio-controller-bgp")) {
        const answers = (code: number): Promise<void> =>
          eventually(`${nameOf(right)}: ${code}`, async () => await requests[right.verb]?.() === code);
        await answers(200);
        await without(api, right, () => answers(403));
        await answers(200);
      }
    });

    const names = { resourceNames: ["rack"] };
    await t.step("the controller may write only rules for named Secrets into the Role", async () => {
      const good: readonly (readonly PolicyRule[])[] = [[], [{ ...secretRule, ...names }]];
      for (const rules of good) assert.equal(await written(deciding, rules), 200, JSON.stringify(rules));
      const bad: readonly PolicyRule[] = [
        secretRule,
        { ...secretRule, resourceNames: [] },
        { ...secretRule, resourceNames: [""] },
        { ...secretRule, resourceNames: ["rack", ""] },
        { ...secretRule, ...names, verbs: ["list", "delete"] },
        { ...secretRule, ...names, verbs: ["*"] },
        { ...secretRule, ...names, resources: ["secrets", "pods"] },
        { ...secretRule, ...names, resources: ["*"] },
        { ...secretRule, ...names, apiGroups: ["*"] },
        { apiGroups: [""], resources: ["pods"], verbs: ["create"] },
        { apiGroups: ["rbac.authorization.k8s.io"], resources: ["rolebindings"], verbs: ["create", "bind"] },
      ];
      for (const rule of bad) {
        for (const rules of [[rule], [{ ...secretRule, ...names }, rule]]) {
          assert.equal(await written(deciding, rules), 422, JSON.stringify(rules));
        }
      }
      const others = ["arpeggio-controller", "arpeggio-controller-bgp", "arpeggio-announcer-bgp"];
      for (const role of others) assert.equal(await written(deciding, [], role), 403, role);
      const object = { metadata: { name: "new" }, rules: [{ ...secretRule, ...names }] };
      await assert.rejects(deciding.request("POST", `${roles}?dryRun=All`, object), /forbidden/);
    });
  },
});

interface Judged extends KubernetesObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string }[] };
}

/** The objects that node-1's announcer knows. Its watches end after 2 s, so that it soon opens new ones. */
async function followedWorld(cluster: Cluster, resources: AsyncDisposableStack): Promise<BGPWorld> {
  const token = await cluster.serviceAccountToken(namespace, "arpeggio-announcer");
  const access = await kubeconfigAccess([await cluster.kubeconfigFor(token)]);
  const store = resources.use(
    new KubeStore(access, { fieldManager: "arpeggio-announcer", timing: { watchSeconds: 2 } }),
  );
  const stop = new AbortController();
  const world = new BGPWorld({ node: "node-1", namespace, store, onChange: () => {} });
  const following = [world.follow(stop.signal), store.follow({ kind: "VirtualIP" }, world.virtualIPs, stop.signal)];
  resources.defer(async () => {
    stop.abort();
    await Promise.all(following);
  });
  return world;
}

/**
 * The Secrets that the client may list and watch by name, but not get. A Secret with any other mix of allowed and
 * refused requests appears with the status codes.
 */
async function readableTo(client: ApiClient): Promise<string> {
  const path = `/api/v1/namespaces/${namespace}/secrets`;
  const found: string[] = [];
  for (const name of ["edge", "rack", "unnamed"]) {
    const one = `fieldSelector=metadata.name%3D${name}`;
    const requests = [`${path}?${one}`, `${path}?watch=true&timeoutSeconds=1&${one}`, `${path}/${name}`];
    const codes = await Promise.all(requests.map((each) => statusOf(client, each)));
    if (codes.join() === "200,200,403") found.push(name);
    else if (codes.join() !== "403,403,403") found.push(`${name}: ${codes.join()}`);
  }
  if (await statusOf(client, path) !== 403) found.push("all");
  return found.join();
}

async function statusOf(client: ApiClient, path: string): Promise<number> {
  const response = await client.fetch(path);
  await response.body?.cancel();
  return response.status;
}

/** The HTTP status of the API server's answer to a dry-run write of these rules into a Role. */
async function written(client: ApiClient, rules: readonly PolicyRule[], role = passwordRole): Promise<number> {
  const response = await client.fetch(`${roles}/${role}?dryRun=All`, {
    method: "PATCH",
    headers: { "content-type": "application/merge-patch+json" },
    body: JSON.stringify({ rules }),
  });
  await response.body?.cancel();
  return response.status;
}
