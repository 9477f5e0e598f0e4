/**
 * Labels whose values are words of Kubernetes or of this project, or random. Pure.
 *
 * @module
 */

export function isPublicValue(key: string): boolean {
  return publicValues.has(key);
}

const publicValues: ReadonlySet<string> = new Set([
  "arpeggio.dev/component",
  "metallb.io/component-type",
  "kubernetes.io/os",
  "kubernetes.io/arch",
  "beta.kubernetes.io/os",
  "beta.kubernetes.io/arch",
  "endpointslice.kubernetes.io/managed-by",
  "controller-revision-hash",
  "pod-template-hash",
  "pod-template-generation",
]);
