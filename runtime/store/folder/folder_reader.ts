/**
 * Reads the files of a folder into the view. It reads synchronously, so that reads keep their order; the files are
 * small.
 *
 * @module
 */

import { isRecord } from "../../../functions/model/shape.ts";
import { relative } from "node:path";
import { logger } from "../../ground/log.ts";
import type { KindName } from "../../../functions/model/kinds.ts";
import { isEqual } from "../merge_patch.ts";
import type { Body, StatusPart } from "./assemble.ts";
import type { FolderLayout, Part } from "./folder_layout.ts";
import type { FolderView } from "./folder_view.ts";
import { type Identity, identityOf, kindOf } from "./identity.ts";
import { readManifests } from "./manifests.ts";
import { partFault } from "./part_fault.ts";
import { readRegularFile } from "./regular_file.ts";
import { parseYAML } from "../yaml_value.ts";

const log = logger("store");

/** The limit for one file: a larger file would block the process for too long. */
const mostBytes = 64 * 1024 * 1024;
/** The limit for one of the store's own files; an API server accepts objects of up to 1.5 MiB. */
const mostPartBytes = 4 * 1024 * 1024;

export interface FolderOptions {
  /** The namespace of configuration objects that name none. */
  readonly namespace: string;
  /**
   * Of the store's own files, only those of these kinds are read; absent: all kinds. With thousands of objects, the
   * choice saves most of the work.
   */
  readonly kinds?: ReadonlySet<KindName>;
}

export class FolderReader {
  readonly #layout: FolderLayout;
  readonly #view: FolderView;
  readonly #options: FolderOptions;
  /** The text of each file when it was last read. An unchanged text need not be parsed again. */
  readonly #texts = new Map<string, string>();
  /** The stamp of each user's file when it was last read. With `mayRemove: false`, an unchanged file is not read. */
  readonly #stamps = new Map<string, string>();
  readonly #broken = new Set<string>();
  /** The reason for each file that cannot be read, by path. */
  readonly #unread = new Map<string, string>();

  constructor(layout: FolderLayout, view: FolderView, options: FolderOptions) {
    this.#layout = layout;
    this.#view = view;
    this.#options = options;
  }

  /** True if a file of the user is broken. Then an object that is missing in the view may still exist. */
  get isIncomplete(): boolean {
    return this.#broken.size > 0;
  }

  /** Reads every file, and forgets removed files. */
  readAll(): void {
    const paths = filesBelow(this.#layout.root);
    for (const path of new Set([...paths, ...this.#texts.keys()])) {
      const meaning = this.#layout.meaningOf(path);
      if (meaning.is === "manifests") this.readManifestFile(path, { mayRemove: true });
      else if (meaning.is === "part") this.readPart(meaning.part, meaning.identity);
    }
  }

  /**
   * Reads a file of the user. With `mayRemove: false`, objects that are missing in the file are kept, and the result is
   * true if there are any. So no object is lost when an editor empties a file before it saves it.
   */
  readManifestFile(path: string, { mayRemove }: { readonly mayRemove: boolean }): boolean {
    const stamp = stampOf(path);
    if (!mayRemove && stamp !== undefined && stamp === this.#stamps.get(path)) return false;
    const before = this.#view.files.get(path) ?? new Map<Identity, Body>();
    const text = this.#read(path, mostBytes);
    if (stamp === undefined) this.#stamps.delete(path);
    else this.#stamps.set(path, stamp);
    if (text === undefined) {
      if (!mayRemove && before.size > 0) return true;
      this.#texts.delete(path);
      this.#broken.delete(path);
      this.#view.setFile(path, new Map());
      return false;
    }
    const changed = this.#texts.get(path) !== text;
    if (!changed && !mayRemove) return false;
    this.#texts.set(path, text);
    const { manifests, faults } = readManifests(text, this.#options);
    const changedAt = changeTime(path) * 1000;
    const bodies = new Map<Identity, Body>();
    for (const { kind, object, line } of manifests) {
      const identity = identityOf(kind, object.metadata);
      if (bodies.has(identity)) this.#warn(path, line, `${identity} is in this file twice, the first counts`);
      else {bodies.set(identity, {
          object: { ...object },
          owner: "user",
          version: this.#version(identity, object, { before: before.get(identity), changedAt }),
        });}
    }
    if (faults.length > 0) this.#broken.add(path);
    else this.#broken.delete(path);
    if (changed) { for (const { line, message } of faults) this.#warn(path, line, message); }
    const missing = [...before].filter(([identity]) => !bodies.has(identity));
    // If a document is broken, the known objects of the file are kept, so that a typing error removes no address.
    const keep = !mayRemove || faults.length > 0;
    this.#view.setFile(path, keep ? new Map([...bodies, ...missing]) : bodies);
    return missing.length > 0 && !mayRemove;
  }

  /** Reads one of the store's own files. */
  readPart(part: Part, identity: Identity): void {
    const kind = kindOf(identity);
    if (kind === undefined || this.#options.kinds?.has(kind) === false) return;
    const path = this.#layout.part(part, identity);
    const text = this.#read(path, mostPartBytes);
    if (text === this.#texts.get(path)) return;
    this.setPart(part, identity, text);
  }

  /** Sets the content of one of the store's own files; undefined if it was removed. */
  setPart(part: Part, identity: Identity, text: string | undefined): void {
    const path = this.#layout.part(part, identity);
    if (text === undefined) this.#texts.delete(path);
    else this.#texts.set(path, text);
    const content = text === undefined ? undefined : parsePart(text, part, identity);
    if (typeof content === "string") this.#warn(path, 1, `this file is the store's own, and it is broken: ${content}`);
    const sound = typeof content === "string" ? undefined : content;
    if (part === "objects") this.#view.setBody(identity, sound && bodyOf(sound));
    else this.#view.setStatus(identity, sound && statusOf(sound));
  }

  /** The text of a file; undefined if it was removed or cannot be read. The reason is logged once, if it is known. */
  #read(path: string, mostBytes: number): string | undefined {
    const read = readRegularFile(path, mostBytes);
    if (read === undefined || "text" in read) this.#unread.delete(path);
    else if (this.#unread.get(path) !== read.fault) {
      this.#unread.set(path, read.fault);
      this.#warn(path, 1, read.fault);
    }
    return read !== undefined && "text" in read ? read.text : undefined;
  }

  /**
   * The version of an object: the old one if it is unchanged, otherwise a higher one, even if the file's time is the
   * same.
   */
  #version(
    identity: Identity,
    object: object,
    { before, changedAt }: { readonly before: Body | undefined; readonly changedAt: number },
  ): number {
    if (before === undefined) return changedAt;
    if (isEqual(before.object, object)) return before.version;
    return Math.max(changedAt, before.version + 1, (this.#view.status(identity)?.version ?? 0) + 1);
  }

  #warn(path: string, line: number, message: string): void {
    const file = relative(this.#layout.root, path);
    log.warn("Cannot use {file}:{line}: {fault}", { file, line, fault: message });
  }
}

function bodyOf(content: Readonly<Record<string, unknown>>): Body {
  return { object: content, owner: "store", version: versionOf(content) };
}

function statusOf(content: Readonly<Record<string, unknown>>): StatusPart {
  const metadata = isRecord(content["metadata"]) ? content["metadata"] : {};
  const annotations = isRecord(metadata["annotations"]) ? metadata["annotations"] : {};
  return { status: content["status"], annotations, version: versionOf(content) };
}

function versionOf({ metadata }: Readonly<Record<string, unknown>>): number {
  return isRecord(metadata) ? Number(metadata["resourceVersion"]) || 0 : 0;
}

/** The content of the file, or a text that says why it is ignored. */
function parsePart(text: string, part: Part, identity: Identity): Readonly<Record<string, unknown>> | string {
  const parsed = parseYAML(text);
  if ("fault" in parsed) return parsed.fault;
  const content = parsed.is;
  if (!isRecord(content)) return "it holds no object";
  const kind = kindOf(identity);
  const fault = kind === undefined ? undefined : partFault(part, content, kind);
  return fault === undefined ? content : `${fault.path}: ${fault.message}`;
}

/** The file system's times are coarse: a change within this time after another one may have the same time. */
const settledMs = 100;

/**
 * A stamp that changes with each change of the file. Undefined if the file was removed, or has changed within the last
 * 100 ms.
 */
function stampOf(path: string): string | undefined {
  try {
    const { ino, size, mtime, ctime } = Deno.statSync(path);
    const changedAt = (ctime ?? mtime)?.getTime() ?? Infinity;
    return Date.now() - changedAt < settledMs ? undefined : `${ino} ${size} ${mtime?.getTime()} ${changedAt}`;
  } catch {
    return undefined;
  }
}

/** The time of the file's last change, in milliseconds since the epoch. */
function changeTime(path: string): number {
  try {
    const { ctime, mtime } = Deno.statSync(path);
    return (ctime ?? mtime ?? new Date()).getTime();
  } catch {
    return Date.now();
  }
}

function filesBelow(folder: string): string[] {
  const found: string[] = [];
  try {
    for (const { name, isDirectory } of Deno.readDirSync(folder)) {
      const path = `${folder}/${name}`;
      if (isDirectory) found.push(...filesBelow(path));
      else found.push(path);
    }
  } catch {
    // The folder was removed in between.
  }
  return found;
}
