/**
 * What `deploy` makes of the manifests: a kustomization over the base, like one that a user would write.
 *
 * @module
 */

import { imageOf } from "./image.ts";

/** What may differ between two installations. */
export interface Installation {
  readonly namespace: string;
  /** An image of your own with Deno in it; absent: the public one. */
  readonly image?: string;
  /** Serve Services of this class only. */
  readonly lbClass?: string;
  /** Whether FRR runs beside each announcer. */
  readonly bgp?: boolean;
  /** Whether the Service `kubernetes` has an IPv6 address. */
  readonly ipv6: boolean;
}

export const publicImage = "denoland/deno";
export const managedBy = "arpeggio-deploy";

/** `folder`: where manifests are, relative to the kustomization. */
export function kustomization(folder: string, { namespace, image, lbClass, bgp, ipv6 }: Installation): unknown {
  const components = ["program", ...(bgp === true ? ["bgp"] : []), ...(ipv6 ? ["ipv6"] : [])];
  return {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    namespace,
    labels: [{ pairs: { "app.kubernetes.io/managed-by": managedBy } }],
    resources: [`${folder}/base`],
    components: components.map((name) => `${folder}/components/${name}`),
    ...(image !== undefined && { images: [{ name: publicImage, ...imageOf(image) }] }),
    ...(lbClass !== undefined && { patches: [controllerArgument(`--lb-class=${lbClass}`)] }),
  };
}

function controllerArgument(argument: string): unknown {
  const patch = [{ op: "add", path: "/spec/template/spec/containers/0/args/-", value: argument }];
  return { target: { kind: "Deployment", name: "arpeggio-controller" }, patch: JSON.stringify(patch) };
}
