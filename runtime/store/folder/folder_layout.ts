/**
 * Where things are in a folder: the user's files anywhere but in hidden folders, the store's own in `.arpeggio`. What was
 * written of one object is in two files there, so that who writes specs and who writes statuses never exchange the same
 * file: `objects/VirtualIP_172.16.16.201.yaml` and `status/VirtualIP_172.16.16.201.yaml`.
 *
 * @module
 */

import { relative } from "node:path";
import type { Identity } from "./identity.ts";

export type Part = "objects" | "status";

/** What a path is. */
export type PathMeaning =
  | { readonly is: "manifests" }
  | { readonly is: "part"; readonly part: Part; readonly identity: Identity }
  | { readonly is: "nothing" };

const own = ".arpeggio";

export class FolderLayout {
  /** `root` is an absolute path, without symbolic links. */
  constructor(readonly root: string) {}

  get lock(): string {
    return `${this.root}/${own}/lock`;
  }

  part(part: Part, identity?: Identity): string {
    const folder = `${this.root}/${own}/${part}`;
    return identity === undefined ? folder : `${folder}/${identity}.yaml`;
  }

  /** A new name for a file that is not yet complete. */
  unfinished(): string {
    return `${this.root}/${own}/unfinished/${crypto.randomUUID()}`;
  }

  /** The folders of the store's own, to be made before anything is written. */
  get folders(): readonly string[] {
    return [this.part("objects"), this.part("status"), `${this.root}/${own}/unfinished`];
  }

  /** Whether it is in a hidden folder, or hidden itself. */
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
