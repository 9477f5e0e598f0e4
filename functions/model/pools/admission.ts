/**
 * Which Services may get addresses of a pool.
 *
 * @module
 */

import type { Labels, Namespace, Service } from "../kubernetes.ts";
import type { Pool } from "./pool.ts";
import { matchesAny } from "../selector.ts";

/** The labels of each observed namespace, by name. */
export type NamespaceLabels = ReadonlyMap<string, Labels>;

export function namespaceLabels(namespaces: readonly Namespace[]): NamespaceLabels {
  return new Map(namespaces.map(({ metadata: { name, labels } }) => [name, { ...labels, [labelOfName]: name }]));
}

/**
 * Decides whether the pool's `serviceAllocation` admits a Service. If it names or selects namespaces, the Service's
 * namespace must be one of them. If it has `serviceSelectors`, one of them must match the Service. Namespace selectors
 * that match no namespace admit no Service.
 */
export class Admission {
  readonly #pool: Pool;
  readonly #labels: NamespaceLabels;
  readonly #byNamespace = new Map<string, boolean>();

  constructor(pool: Pool, labels: NamespaceLabels) {
    this.#pool = pool;
    this.#labels = labels;
  }

  admits(service: Service): boolean {
    const allocation = this.#pool.serviceAllocation;
    return allocation === undefined ||
      (this.#admitsNamespace(service.metadata.namespace ?? "default") &&
        matchesAny(allocation.serviceSelectors, service.metadata.labels));
  }

  #admitsNamespace(name: string): boolean {
    const known = this.#byNamespace.get(name);
    if (known !== undefined) return known;
    const { namespaces = [], namespaceSelectors = [] } = this.#pool.serviceAllocation ?? {};
    const labels = this.#labels.get(name) ?? { [labelOfName]: name };
    const admitted = namespaceSelectors.length === 0
      ? namespaces.length === 0 || namespaces.includes(name)
      : namespaces.includes(name) || matchesAny(namespaceSelectors, labels);
    this.#byNamespace.set(name, admitted);
    return admitted;
  }
}

/** Kubernetes sets this label on every namespace. So it counts even if a file omits it. */
const labelOfName = "kubernetes.io/metadata.name";
