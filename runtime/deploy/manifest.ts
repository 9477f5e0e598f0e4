/**
 * Kubernetes objects as `deploy` handles them: kind and name are typed, the rest is opaque.
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

/** The title of an object, e.g. `Deployment metallb-system/arpeggio-controller`. */
export function titleOf({ kind, metadata: { namespace, name } }: Manifest): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

/** True for the kinds that must exist before all others: namespaces and custom kinds. */
export function isGround({ kind }: Manifest): boolean {
  return kind === "Namespace" || kind === "CustomResourceDefinition";
}

/**
 * The objects in kubectl's JSON output. kubectl prints one object as it is, and several objects as a List. If there are
 * none, it prints no text (here undefined).
 */
export function manifestsIn(answered: unknown): readonly Manifest[] {
  const { items }: { items?: unknown } = Object(answered);
  const objects: readonly unknown[] = Array.isArray(items) ? items : [answered];
  return objects.filter(isManifest);
}

/** A List as text, so that kubectl reads several objects at once. */
export function listText(items: readonly Manifest[]): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}

/** The fields that identify an object. */
export function nameOnly({ apiVersion, kind, metadata: { name, namespace } }: Manifest): Manifest {
  return { apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }) } };
}
