/**
 * The name of a container image, taken apart as kustomize wants it.
 *
 * @module
 */

export interface Image {
  readonly newName: string;
  readonly newTag?: string;
  readonly digest?: string;
}

/**
 * `registry:5000/deno:2.9.6` or `registry/deno@sha256:…`, as in
 * https://kubernetes.io/docs/concepts/containers/images/#image-names; without a tag it is `latest`.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(imageOf("registry:5000/deno:2.9.6"), { newName: "registry:5000/deno", newTag: "2.9.6" });
 * assert.deepEqual(imageOf("registry:5000/deno"), { newName: "registry:5000/deno", newTag: "latest" });
 * ```
 */
export function imageOf(text: string): Image {
  const [named = "", digest] = text.split("@");
  const colon = named.indexOf(":", named.lastIndexOf("/"));
  const newName = colon < 0 ? named : named.slice(0, colon);
  if (digest !== undefined) return { newName, digest };
  return { newName, newTag: colon < 0 ? "latest" : named.slice(colon + 1) };
}
