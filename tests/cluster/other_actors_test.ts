import assert from "node:assert/strict";
import type { KubernetesObject } from "./machine/api_client.ts";
import { haveCommands } from "./machine/commands.ts";
import type { Daemon } from "./machine/daemon.ts";
import { startController } from "./machine/components.ts";
import { clusterParts } from "./machine/parts.ts";
import { Stage } from "./machine/stage.ts";

const parts = await haveCommands("unshare", "nsenter", "ip") ? await clusterParts() : undefined;
const count = 200;
const fightMs = Number(Deno.env.get("FIGHT_SECONDS") ?? 60) * 1_000;
const everyMs = 50;
const settledMs = 120_000;

const services = "/api/v1/namespaces/default/services";
const virtualIPs = "/apis/arpeggio.dev/v1alpha1/virtualips";

const configuration = `
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: first, namespace: metallb-system}
spec: {addresses: [198.51.100.0/24]}
---
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata: {name: all, namespace: metallb-system}
`;

/** An admission policy that refuses every write to the status of the Service with this name. */
function policy(name: string): string {
  return `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: no-status}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [UPDATE], resources: [services/status]}]
  validations: [{expression: "object.metadata.name != '${name}'", message: nobody writes it}]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: no-status}
spec: {policyName: no-status, validationActions: [Deny]}
`;
}

function service(name: string): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: "default" },
    spec: { type: "LoadBalancer", ports: [{ port: 80 }] },
  };
}

interface ServiceObject extends KubernetesObject {
  readonly metadata: KubernetesObject["metadata"] & { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: { readonly type: string; readonly loadBalancerClass?: string };
  readonly status: {
    readonly loadBalancer: { readonly ingress?: readonly { readonly ip: string }[] };
    readonly conditions?: readonly { readonly type: string }[];
  };
}

/** The API server accepts a change of the class only together with a change of the type. */
const changes = [
  { what: "type", away: [{ spec: { type: "ClusterIP" } }], back: [{ spec: { type: "LoadBalancer" } }] },
  {
    what: "class",
    away: [{ spec: { type: "ClusterIP" } }, { spec: { type: "LoadBalancer", loadBalancerClass: "example.com/other" } }],
    back: [{ spec: { type: "ClusterIP" } }, { spec: { type: "LoadBalancer", loadBalancerClass: null } }],
  },
] as const;

/** For each change, the type and the class of the Service until the change is undone. */
const then = { type: ["ClusterIP", undefined], class: ["LoadBalancer", "example.com/other"] } as const;

const courses = ["running", "stopped at the first change", "stopped until both changes are over"] as const;

interface PoolObject extends KubernetesObject {
  readonly status?: { readonly assignedIPv4?: number };
}

interface EventObject extends KubernetesObject {
  readonly involvedObject: { readonly name: string };
  readonly reason?: string;
  readonly message?: string;
  readonly source?: { readonly component?: string };
  readonly reportingComponent?: string;
}

interface EventList {
  readonly items: readonly EventObject[];
}

function refusal({ reason }: EventObject): boolean {
  return reason === "StatusRefused";
}

function addressesOf(all: readonly ServiceObject[]): ReadonlyMap<string, string> {
  return new Map(
    all.filter(({ spec }) => spec.type === "LoadBalancer").map(({ metadata, status }) => [
      metadata.name,
      (status.loadBalancer.ingress ?? []).map(({ ip }) => ip).join(),
    ]),
  );
}

function tracesOf({ metadata, status }: ServiceObject): readonly string[] {
  return [
    ...Object.keys(metadata.annotations ?? {}).filter((name) => /metallb\.io|arpeggio\.dev/.test(name)),
    ...(status.conditions ?? []).map(({ type }) => type).filter((type) => type.startsWith("arpeggio.dev/")),
    ...(status.loadBalancer.ingress ?? []).map(({ ip }) => ip),
  ];
}

Deno.test({
  name: "Other actors on the API server: every Service keeps its address",
  ignore: parts === undefined,
  async fn(t): Promise<void> {
    assert(parts !== undefined);
    await using stage = await Stage.build({ parts, nodes: [], backends: [], proxies: false });
    const { cluster } = stage;
    await cluster.apply(configuration);
    for (let index = 0; index < count; index++) await cluster.api.request("POST", services, service(`web-${index}`));
    let controller: Daemon = await startController(stage);
    const served = await cluster.api.until<ServiceObject>(
      services,
      (all) => [...addressesOf(all).values()].filter((each) => each !== "").length === count,
    );
    const before = addressesOf(served);
    // Before its VirtualIP is written, an address is not protected.
    await cluster.api.until(virtualIPs, (all) => all.length === count);
    const until = (name: string, isSo: (service: ServiceObject) => boolean): Promise<readonly ServiceObject[]> =>
      cluster.api.until<ServiceObject>(
        `${services}?fieldSelector=metadata.name%3D${name}`,
        ([each]) => each !== undefined && isSo(each),
      );
    const patch = (name: string, change: object): Promise<KubernetesObject> =>
      cluster.api.request("PATCH", `${services}/${name}`, change);

    await t.step(`${count} Services, another actor clears or forges one status every ${everyMs} ms`, async () => {
      const end = Date.now() + fightMs;
      for (let turn = 0; Date.now() < end; turn++) {
        const next = new Promise((resolve) => setTimeout(resolve, everyMs));
        const name = `web-${(turn * 7) % count}`;
        const ingress = turn % 2 === 0
          ? null
          : [{ ip: `198.51.100.${turn % 256}`, ipMode: turn % 3 === 0 ? "Proxy" : "VIP" }];
        const body = { status: { loadBalancer: { ingress } } };
        await cluster.api.request("PATCH", `${services}/${name}/status?fieldManager=other-controller`, body);
        await next;
      }
      const deadline = AbortSignal.timeout(settledMs);
      const after = await cluster.api.until<ServiceObject>(services, (all) => {
        deadline.throwIfAborted();
        return [...addressesOf(all)].filter(([name]) => before.has(name)).every(([name, each]) =>
          before.get(name) === each
        );
      });
      assert.deepEqual(new Map([...addressesOf(after)].toSorted()), new Map([...before].toSorted()));
      const events = await cluster.api.request<EventList>("GET", "/api/v1/namespaces/default/events");
      // Leaves out the API server's own events, such as ClusterIPNotAllocated.
      const own = events.items.filter(({ source, reportingComponent }) =>
        (reportingComponent || source?.component)?.startsWith("arpeggio") === true
      );
      const each = Map.groupBy(own, ({ involvedObject }) => involvedObject.name);
      const most = Math.max(...[...each.values()].map((list) => list.length));
      await Deno.stderr.write(
        new TextEncoder().encode(`at most ${most} events for a Service, ${own.length} in all\n`),
      );
      assert.ok(own.length >= count, `${own.length} events in all`);
      assert.ok(most <= 3, `${most} events`);
    });

    for (const [index, { what, away, back }] of changes.entries()) {
      for (const [place, meanwhile] of courses.entries()) {
        await t.step(`another ${what} and back, the controller ${meanwhile}`, async () => {
          const name = `web-${index * courses.length + place}`;
          const address = before.get(name) ?? "";
          const isStopped = meanwhile !== "running";
          if (isStopped) await controller.terminate();
          for (const change of away) await patch(name, change);
          if (meanwhile === "stopped until both changes are over") {
            for (const change of back) await patch(name, change);
          }
          if (isStopped) controller = await startController(stage);
          if (meanwhile !== "stopped until both changes are over") {
            const [gone] = await until(name, (each) => tracesOf(each).length === 0);
            assert.deepEqual([gone?.spec.type, gone?.spec.loadBalancerClass], then[what]);
            await cluster.api.until(virtualIPs, (all) => all.every(({ metadata }) => metadata.name !== address));
            for (const change of back) await patch(name, change);
          }
          const [again] = await until(name, ({ status }) => (status.loadBalancer.ingress ?? []).length > 0);
          assert.equal(again?.status.loadBalancer.ingress?.map(({ ip }) => ip).join(), address);
        });
      }
    }
    await t.step("a pool is deleted and created again at once, and no Service moves", async () => {
      const pools = "/apis/metallb.io/v1beta1/namespaces/metallb-system/ipaddresspools";
      await cluster.api.request("DELETE", `${pools}/first`);
      await new Promise((resolve) => setTimeout(resolve, 500));
      await cluster.apply(configuration);
      await cluster.api.until<PoolObject>(pools, ([pool]) => pool?.status?.assignedIPv4 === count);
      const after = addressesOf((await cluster.api.request<{ items: ServiceObject[] }>("GET", services)).items);
      assert.deepEqual(new Map([...after].toSorted()), new Map([...before].toSorted()));
    });

    await t.step(
      "while a policy refuses writes to a Service's status, an event reports this; afterwards the Service gets its address",
      async () => {
        const name = "refused";
        await cluster.apply(policy(name));
        await cluster.api.request("POST", services, { ...service(name), spec: { ports: [{ port: 80 }] } });
        const forge = (): Promise<boolean> =>
          cluster.api.request("PATCH", `${services}/${name}/status`, { metadata: { labels: { at: `${Date.now()}` } } })
            .then(() => true, () => false);
        while (await forge()) await new Promise((resolve) => setTimeout(resolve, everyMs));
        await patch(name, { spec: { type: "LoadBalancer" } });
        const told = await cluster.api.until<EventObject>(
          "/api/v1/namespaces/default/events",
          (all) => all.some(refusal),
        );
        assert.match(told.find(refusal)?.message ?? "", /'no-status'.* denied request: nobody writes it/);
        const [without] = await until(name, () => true);
        assert.deepEqual(without === undefined ? [] : tracesOf(without), []);
        await cluster.kubectl(["delete", "validatingadmissionpolicybinding", "no-status"]);
        await until(name, ({ status }) => (status.loadBalancer.ingress ?? []).length > 0);
      },
    );
    await controller.terminate();
  },
});
