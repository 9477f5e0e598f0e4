/**
 * The kustomization that `deploy` builds on the base, in the way that a user would.
 *
 * @module
 */

import { imageOf } from "./image.ts";
import { announcer, type Workload, workloads } from "./workloads.ts";

/** The settings of an installation. */
export interface Installation {
  readonly namespace: string;
  /** An image of your own with Deno in it; absent: the public one. */
  readonly image?: string;
  /** A mirror of FRR's image; absent: the public one. */
  readonly frrImage?: string;
  /** The class of the Services to serve; absent: Services without a class. */
  readonly lbClass?: string;
  /** True if FRR runs beside each announcer. */
  readonly bgp?: boolean;
  /** The port on which both components serve metrics and probes; absent: the port in the manifests. */
  readonly metricsPort?: number;
  /** Where the kube-proxy of a node serves its health, as `host:port`; absent: the address in the manifests. */
  readonly kubeProxy?: string;
  /** True if the Service `kubernetes` has an IPv6 address. */
  readonly ipv6: boolean;
}

export const publicImage = "denoland/deno";
const publicFrr = "quay.io/frrouting/frr";
export const managedBy = "arpeggio-deploy";

/** @param folder the path of the manifests, relative to the kustomization */
export function kustomization(folder: string, installation: Installation): unknown {
  const { namespace, image, frrImage, lbClass, bgp, ipv6, metricsPort, kubeProxy } = installation;
  const components = ["program", ...(bgp === true ? ["bgp"] : []), ...(ipv6 ? ["ipv6"] : [])];
  return {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    namespace,
    labels: [{ pairs: { "app.kubernetes.io/managed-by": managedBy } }],
    resources: [`${folder}/base`],
    components: components.map((name) => `${folder}/components/${name}`),
    images: [
      ...(image === undefined ? [] : [{ name: publicImage, ...imageOf(image) }]),
      ...(frrImage === undefined ? [] : [{ name: publicFrr, ...imageOf(frrImage) }]),
    ],
    patches: [
      ...(lbClass === undefined ? [] : [controllerArgument(`--lb-class=${lbClass}`)]),
      ...(metricsPort === undefined ? [] : workloads.flatMap((each) => servedAt(each, metricsPort, ipv6))),
      ...(kubeProxy === undefined ? [] : [variable(announcer, "KUBE_PROXY", kubeProxy)]),
    ],
  };
}

function controllerArgument(argument: string): unknown {
  const patch = [{ op: "add", path: "/spec/template/spec/containers/0/args/-", value: argument }];
  return { target: { kind: "Deployment", name: "arpeggio-controller" }, patch: JSON.stringify(patch) };
}

/** The patches that set the metrics port: in the variable METRICS, and in the port of the probes. */
function servedAt(workload: Workload, metricsPort: number, ipv6: boolean): readonly unknown[] {
  const { kind, name } = workload;
  const path = "/spec/template/spec/containers/0/ports/0/containerPort";
  return [
    variable(workload, "METRICS", `${ipv6 ? "[$(POD_IP)]" : "$(POD_IP)"}:${metricsPort}`),
    { target: { kind, name }, patch: JSON.stringify([{ op: "replace", path, value: metricsPort }]) },
  ];
}

/** The patch that sets an environment variable of a workload. */
function variable({ kind, name: workload, component }: Workload, name: string, value: string): unknown {
  const containers = [{ name: component, env: [{ name, value }] }];
  const metadata = { name: workload };
  const patch = { apiVersion: "apps/v1", kind, metadata, spec: { template: { spec: { containers } } } };
  return { target: { kind, name: workload }, patch: JSON.stringify(patch) };
}
