/**
 * The common part of ServiceL2Status and ServiceBGPStatus: each object is about one Service and one node.
 *
 * @module
 */

import { hash } from "node:crypto";
import type { KubernetesObject, Labels, ObjectMeta, Service } from "../kubernetes.ts";
import { nodeInLabel } from "../node_names.ts";

const labelNode = "metallb.io/node";
const labelServiceName = "metallb.io/service-name";
const labelServiceNamespace = "metallb.io/service-namespace";

/** A Service, and a node that announces it. */
export interface Subject {
  readonly node: string;
  readonly serviceName: string;
  readonly serviceNamespace: string;
}

export function subjectOf({ metadata: { name, namespace = "" } }: Service, node: string): Subject {
  return { node, serviceName: name, serviceNamespace: namespace };
}

/** The observed objects by Service and node. If several have the same Service and node, the first by name counts. */
export class KnownStatuses<Status extends KubernetesObject & { readonly status?: Partial<Subject> }> {
  readonly #known = new Map<string, Status>();

  constructor(observed: readonly Status[]) {
    for (const each of observed) {
      const { node = "", serviceNamespace = "", serviceName = "" } = each.status ?? {};
      const key = identityOf({ node, serviceNamespace, serviceName });
      const other = this.#known.get(key);
      if (other === undefined || each.metadata.name < other.metadata.name) this.#known.set(key, each);
    }
  }

  about(subject: Subject): Status | undefined {
    return this.#known.get(identityOf(subject));
  }
}

/** True if the object has the labels by which MetalLB finds it. */
export function isLabelled({ metadata: { labels } }: KubernetesObject, subject: Subject): boolean {
  return Object.entries(labelsOf(subject)).every(([name, value]) => labels?.[name] === value);
}

/** The metadata of the object. An object that MetalLB created keeps its name. */
export function metadataOf(
  subject: Subject,
  { before, prefix, namespace }: {
    readonly before: KubernetesObject | undefined;
    /** The first part of the name of a new object. */
    readonly prefix: string;
    readonly namespace: string;
  },
): ObjectMeta {
  const labels = labelsOf(subject);
  if (before !== undefined) return { ...before.metadata, labels: { ...before.metadata.labels, ...labels } };
  return { name: `${prefix}-${hash("sha256", identityOf(subject), "hex").slice(0, 16)}`, namespace, labels };
}

function labelsOf({ node, serviceName, serviceNamespace }: Subject): Labels {
  return {
    [labelNode]: nodeInLabel(node),
    [labelServiceName]: serviceName,
    [labelServiceNamespace]: serviceNamespace,
  };
}

function identityOf({ node, serviceName, serviceNamespace }: Subject): string {
  return `${serviceNamespace}/${serviceName}#${node}`;
}
