/**
 * The parts of a container image's name, as kustomize expects them.
 *
 * @module
 */

export interface Image {
  readonly newName: string;
  readonly newTag?: string;
  readonly digest?: string;
}

/**
 * Parses `registry:5000/deno:2.9.6`, `registry/deno@sha256:…` or both, as in
 * https://kubernetes.io/docs/concepts/containers/images/#image-names. Without a tag and a digest, the tag is `latest`.
 *
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(imageOf("registry:5000/deno:2.9.6"), { newName: "registry:5000/deno", newTag: "2.9.6" });
 * assert.deepEqual(imageOf("registry:5000/deno"), { newName: "registry:5000/deno", newTag: "latest" });
 * assert.deepEqual(imageOf("r/deno:2@sha256:0f"), { newName: "r/deno", newTag: "2", digest: "sha256:0f" });
 * ```
 */
export function imageOf(text: string): Image {
  const [named = "", digest] = text.split("@");
  const colon = named.indexOf(":", named.lastIndexOf("/"));
  const newName = colon < 0 ? named : named.slice(0, colon);
  const newTag = colon < 0 ? undefined : named.slice(colon + 1);
  if (digest === undefined) return { newName, newTag: newTag ?? "latest" };
  return { newName, ...(newTag !== undefined && { newTag }), digest };
}
