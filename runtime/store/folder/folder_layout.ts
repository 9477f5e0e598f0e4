/**
 * The layout of a folder. The user's files are in any folders that are not hidden. The store's own files are in
 * `.arpeggio`. There the spec and the status of an object are in two files, e.g.
 * `objects/VirtualIP_172.16.16.201.yaml` and `status/VirtualIP_172.16.16.201.yaml`, so that a writer of specs and a
 * writer of statuses never replace the same file. An object in a file of the user has only a status file there.
 *
 * @module
 */

import { relative } from "node:path";
import type { Identity } from "./identity.ts";

export type Part = "objects" | "status";

/** The meaning of a path. */
export type PathMeaning =
  | { readonly is: "manifests" }
  | { readonly is: "part"; readonly part: Part; readonly identity: Identity }
  | { readonly is: "nothing" };

const own = ".arpeggio";

export class FolderLayout {
  /** `root` is an absolute path without symbolic links. */
  constructor(readonly root: string) {}

  get lock(): string {
    return `${this.root}/${own}/lock`;
  }

  part(part: Part, identity?: Identity): string {
    const folder = `${this.root}/${own}/${part}`;
    return identity === undefined ? folder : `${folder}/${identity}.yaml`;
  }

  /** The folder of files that are not complete yet. */
  get unfinished(): string {
    return `${this.root}/${own}/unfinished`;
  }

  /** The store's own folders; they must exist before anything is written. */
  get folders(): readonly string[] {
    return [`${this.root}/${own}`, this.part("objects"), this.part("status"), this.unfinished];
  }

  /** True if the path is hidden, or in a hidden folder. */
  isHidden(path: string): boolean {
    return relative(this.root, path).split("/").some((name) => name.startsWith("."));
  }

  meaningOf(path: string): PathMeaning {
    const names = relative(this.root, path).split("/");
    const [first, second, third] = names;
    const part = second === "objects" || second === "status" ? second : undefined;
    if (first === own && part !== undefined && third !== undefined && third.endsWith(".yaml") && names.length === 3) {
      return { is: "part", part, identity: third.slice(0, -".yaml".length) };
    }
    if (this.isHidden(path)) return { is: "nothing" };
    return /\.(ya?ml|json)$/.test(path) ? { is: "manifests" } : { is: "nothing" };
  }
}
