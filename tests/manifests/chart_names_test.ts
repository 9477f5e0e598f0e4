import assert from "node:assert/strict";
import { bundleProgram } from "../../runtime/deploy/bundle.ts";
import type { KubernetesObject } from "../cluster/machine/api_client.ts";
import { findHelm } from "./helm.ts";
import { helmTemplateAs, objectsOf } from "./rendered.ts";

const helm = await findHelm();
if (helm !== undefined) await bundleProgram();

const namespace = "arpeggio-controller-9120";
const secretName = "arpeggio-announcer-key";

for (const name of ["lb", "metallb-system"]) {
  Deno.test({
    name: `names of a release ${name} stay as given, even if they look like names of the manifests`,
    ignore: helm === undefined,
    async fn(): Promise<void> {
      assert(helm !== undefined);
      const values = [`speaker.secretName=${secretName}`, "prometheus.metricsPort=9200"];
      const objects = objectsOf(await helmTemplateAs(helm, { name, namespace, values }));
      const namespaces = new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
      assert.deepEqual([...namespaces], [namespace]);
      const [controller, announcer] = ["Deployment", "DaemonSet"].map((kind) => workload(objects, kind));
      assert.equal(controller?.name, `${name}-arpeggio-controller`);
      assert.equal(announcer?.name, `${name}-arpeggio-announcer`);
      assert.deepEqual(announcer?.secrets, [secretName]);
    },
  });
}

for (const { ipv6, address } of [{ ipv6: false, address: "$(POD_IP)" }, { ipv6: true, address: "[$(POD_IP)]" }]) {
  Deno.test({
    name: `each workload serves its metrics and probes at the chosen port of ${address}`,
    ignore: helm === undefined,
    async fn(): Promise<void> {
      assert(helm !== undefined);
      const values = [`ipv6=${ipv6}`, "prometheus.metricsPort=9200"];
      const objects = objectsOf(await helmTemplateAs(helm, { name: "arpeggio", namespace, values }));
      for (const kind of ["Deployment", "DaemonSet"]) {
        const { metrics, port } = workload(objects, kind);
        assert.deepEqual({ metrics, port }, { metrics: `${address}:9200`, port: 9200 });
      }
    },
  });
}

interface Workload {
  readonly name: string | undefined;
  /** The Secrets that the Pods mount. */
  readonly secrets: readonly string[];
  /** The address at which the program serves metrics and probes. */
  readonly metrics: string | undefined;
  /** The port to which the probes go. */
  readonly port: number | undefined;
}

function workload(objects: readonly KubernetesObject[], kind: string): Workload {
  const object = objects.find((each) => each.kind === kind);
  const { volumes, containers: [container] } = Object(object).spec.template.spec;
  const variables: readonly { readonly name: string; readonly value?: string }[] = container.env;
  const ports: readonly { readonly name: string; readonly containerPort: number }[] = container.ports;
  const mounted: readonly { readonly secret?: { readonly secretName: string } }[] = volumes;
  return {
    name: object?.metadata.name,
    secrets: mounted.flatMap(({ secret }) => secret?.secretName ?? []),
    metrics: variables.find(({ name }) => name === "METRICS")?.value,
    port: ports.find(({ name }) => name === "metrics")?.containerPort,
  };
}
