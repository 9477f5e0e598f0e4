import { causeOf } from "../../ground/cause.ts";
import { stringify } from "yaml";
import type { KindName, Kinds } from "../../../functions/model/kinds.ts";
import { keyOf } from "../../../functions/model/kubernetes.ts";
import { selects } from "../selection.ts";
import type { Listing, Outcome, Selection, Sink, Store, Write } from "../store.ts";
import { FolderError } from "./folder_error.ts";
import { FolderLayout, type Part } from "./folder_layout.ts";
import { FolderLock, type Versions } from "./folder_lock.ts";
import { FolderMirror, removeFile } from "./folder_mirror.ts";
import type { FolderOptions } from "./folder_reader.ts";
import type { Change } from "./folder_view.ts";
import { type Present, stepOf } from "./folder_write.ts";
import { type Identity, identityOf, isSafe } from "./identity.ts";
import { assertFolder, assertNoLink } from "./regular_file.ts";

/**
 * The objects of a folder of YAML files. The store never writes to the user's files, only to `.arpeggio` inside the
 * folder. Any number of processes may share the folder.
 */
export class FolderStore implements Store {
  readonly #layout: FolderLayout;
  readonly #lock: FolderLock;
  readonly #mirror: FolderMirror;

  private constructor(layout: FolderLayout, options: FolderOptions) {
    this.#layout = layout;
    for (const folder of layout.folders) makeFolder(folder);
    assertNoLink(layout.lock);
    this.#lock = new FolderLock(layout.lock);
    this.#mirror = new FolderMirror(layout, this.#lock, options);
  }

  /** Reads the folder and begins to watch it. Throws `FolderError` if that fails. */
  static async open(path: string, options: FolderOptions): Promise<FolderStore> {
    try {
      const layout = new FolderLayout(await Deno.realPath(path));
      const store = new FolderStore(layout, options);
      // Writers hold this lock, so any unfinished file was left by a process that has ended.
      await store.#lock.hold(() => removeFilesIn(layout.unfinished));
      return store;
    } catch (error) {
      throw new FolderError(`Cannot use folder ${path}: ${causeOf(error)}`);
    }
  }

  list<Kind extends KindName>(selection: Selection<Kind>): Promise<Listing<Kind>> {
    return Promise.resolve({ outcome: "listed", objects: this.#select(selection) });
  }

  follow<Kind extends KindName>(
    selection: Selection<Kind>,
    sink: Sink<Kinds[Kind]>,
    signal: AbortSignal,
  ): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    const { onReread } = this.#mirror;
    const { listeners } = this.#mirror.view.kind(selection.kind);
    const alive = (): void => sink.alive?.();
    const listener = ({ before, after }: Change<Kind>): void => {
      if (after !== undefined && selects(selection, after)) sink.upsert(after);
      else if (before !== undefined && selects(selection, before)) sink.remove(keyOf(before));
    };
    listeners.add(listener);
    onReread.add(alive);
    sink.replace(this.#select(selection));
    sink.connected?.(true);
    return new Promise((resolve) =>
      signal.addEventListener("abort", () => {
        listeners.delete(listener);
        onReread.delete(alive);
        resolve();
      }, { once: true })
    );
  }

  async write<Kind extends KindName>(write: Write<Kind>, signal?: AbortSignal): Promise<Outcome<Kind>> {
    const kind: Kind = write.action === "create" ? write.kind : write.target.kind;
    const identity = identityOf(kind, write.action === "create" ? write.object.metadata : write.target);
    if (!isSafe(identity)) return { outcome: "refused", message: `Cannot write ${kind}: its name is not valid` };
    try {
      return await this.#lock.hold((versions) => {
        signal?.throwIfAborted();
        return this.#write(write, { kind, identity }, versions);
      });
    } catch (error) {
      return { outcome: "unavailable", message: causeOf(error) };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#mirror[Symbol.asyncDispose]();
    await this.#lock[Symbol.asyncDispose]();
  }

  #select<Kind extends KindName>(selection: Selection<Kind>): Kinds[Kind][] {
    return [...this.#mirror.view.kind(selection.kind).objects.values()].filter((each) => selects(selection, each));
  }

  /** Reads the parts again, decides, and writes. The caller holds the lock. */
  #write<Kind extends KindName>(
    write: Write<Kind>,
    { kind, identity }: { readonly kind: Kind; readonly identity: Identity },
    versions: Versions,
  ): Outcome<Kind> {
    const { view, reader } = this.#mirror;
    const file = view.fileOf(identity);
    if (file !== undefined) reader.readManifestFile(file, { mayRemove: false });
    reader.readPart("objects", identity);
    reader.readPart("status", identity);
    const { objects } = view.kind(kind);
    const present = this.#present(identity, objects.get(identity));
    const birth = { uid: crypto.randomUUID(), creationTimestamp: new Date().toISOString().replace(/\.[0-9]+Z$/, "Z") };
    const step = stepOf(write, present, birth);
    if ("part" in step) {
      if (step.part === "all") {
        this.#remove("objects", identity);
        this.#remove("status", identity);
        return { outcome: "gone", message: "deleted" };
      }
      const above = Number(present.object?.metadata.resourceVersion) || 0;
      this.#put(step.part, identity, withVersion(step.content, versions.next(above)));
    } else if (step.outcome !== "unchanged") return step;
    const object = objects.get(identity);
    if (object !== undefined) return { outcome: "written", object };
    return { outcome: "refused", message: `Cannot write ${kind}: the result is no valid ${kind}` };
  }

  #present(identity: Identity, object: Kinds[KindName] | undefined): Present {
    const { view } = this.#mirror;
    return { object, body: view.body(identity), status: view.status(identity), file: view.fileOf(identity) };
  }

  #put(part: Part, identity: Identity, content: Readonly<Record<string, unknown>>): void {
    const text = stringify(content, { lineWidth: 0 });
    const folder = this.#layout.part(part);
    const unfinished = `${this.#layout.unfinished}/${crypto.randomUUID()}`;
    for (const each of [folder, this.#layout.unfinished]) assertFolder(each);
    try {
      Deno.writeTextFileSync(unfinished, text, { createNew: true });
      Deno.renameSync(unfinished, this.#layout.part(part, identity));
    } catch (error) {
      // On a full disk, the file may be incomplete.
      removeFile(unfinished);
      throw error;
    }
    this.#mirror.reader.setPart(part, identity, text);
  }

  #remove(part: Part, identity: Identity): void {
    assertFolder(this.#layout.part(part));
    removeFile(this.#layout.part(part, identity));
    this.#mirror.reader.setPart(part, identity, undefined);
  }
}

function makeFolder(path: string): void {
  Deno.mkdirSync(path, { recursive: true });
  assertFolder(path);
}

function removeFilesIn(folder: string): void {
  for (const { name } of Deno.readDirSync(folder)) removeFile(`${folder}/${name}`);
}

function withVersion(content: Readonly<Record<string, unknown>>, version: number): Readonly<Record<string, unknown>> {
  const metadata: object = Object(content["metadata"]);
  return { ...content, metadata: { ...metadata, resourceVersion: String(version) } };
}
