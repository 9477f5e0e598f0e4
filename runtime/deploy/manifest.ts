/**
 * Kubernetes objects as `deploy` sees them: what they are, and no more.
 *
 * @module
 */

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

export function isManifest(value: unknown): value is Manifest {
  const { apiVersion, kind, metadata }: Record<string, unknown> = Object(value);
  const { name }: Record<string, unknown> = Object(metadata);
  return typeof apiVersion === "string" && typeof kind === "string" && typeof name === "string";
}

/** `Deployment metallb-system/arpeggio-controller`. */
export function titleOf({ kind, metadata: { namespace, name } }: Manifest): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

/** What has to be there before anything else can be. */
export function isGround({ kind }: Manifest): boolean {
  return kind === "Namespace" || kind === "CustomResourceDefinition";
}
