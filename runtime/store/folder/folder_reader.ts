/**
 * Reads the files of a folder into the view: synchronously, since they are small, and so that what is read later is never
 * overtaken by what was read before.
 *
 * @module
 */

import { relative } from "node:path";
import { parse } from "yaml";
import { logger } from "../../log.ts";
import type { KindName } from "../../../functions/model/kinds.ts";
import { isFields } from "../json.ts";
import { isEqual } from "../merge_patch.ts";
import type { Body, StatusPart } from "./assemble.ts";
import type { FolderLayout, Part } from "./folder_layout.ts";
import type { FolderView } from "./folder_view.ts";
import { type Identity, identityOf, kindOf } from "./identity.ts";
import { readManifests } from "./manifests.ts";
import { partFault } from "./part_fault.ts";

const log = logger("store");

export interface FolderOptions {
  /** Where configuration is that names no namespace. */
  readonly namespace: string;
  /** Of these alone what stores have written is read: with thousands of objects that is most of the work. Absent: of all. */
  readonly kinds?: ReadonlySet<KindName>;
}

export class FolderReader {
  readonly #layout: FolderLayout;
  readonly #view: FolderView;
  readonly #options: FolderOptions;
  /** What each file held when it was last read: what has not changed need not be parsed again. */
  readonly #texts = new Map<string, string>();
  /** How each user's file looked from outside then: one of thousands of objects is not read for each write to one of them. */
  readonly #stamps = new Map<string, string>();
  readonly #broken = new Set<string>();

  constructor(layout: FolderLayout, view: FolderView, options: FolderOptions) {
    this.#layout = layout;
    this.#view = view;
    this.#options = options;
  }

  /** Whether some user's file cannot be read to its end: what is not in the view may still exist. */
  get isIncomplete(): boolean {
    return this.#broken.size > 0;
  }

  /** Reads every file, and forgets those that are gone. */
  readAll(): void {
    const paths = filesBelow(this.#layout.root);
    for (const path of new Set([...paths, ...this.#texts.keys()])) {
      const meaning = this.#layout.meaningOf(path);
      if (meaning.is === "manifests") this.readManifestFile(path, { mayRemove: true });
      else if (meaning.is === "part") this.readPart(meaning.part, meaning.identity);
    }
  }

  /**
   * Reads a user's file. With `mayRemove: false`, objects that are no longer in it stay for the present, and the answer
   * is whether there are such: an editor that saves a file by way of an empty one takes nothing away.
   */
  readManifestFile(path: string, { mayRemove }: { readonly mayRemove: boolean }): boolean {
    const stamp = stampOf(path);
    if (!mayRemove && stamp !== undefined && stamp === this.#stamps.get(path)) return false;
    const before = this.#view.files.get(path) ?? new Map<Identity, Body>();
    const text = readText(path);
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
    // What a broken document held stays as it last was: a slip of the pen takes no address away.
    const keep = !mayRemove || faults.length > 0;
    this.#view.setFile(path, keep ? new Map([...bodies, ...missing]) : bodies);
    return missing.length > 0 && !mayRemove;
  }

  /** Reads a file of the store's own. */
  readPart(part: Part, identity: Identity): void {
    const kind = kindOf(identity);
    if (kind === undefined || this.#options.kinds?.has(kind) === false) return;
    const path = this.#layout.part(part, identity);
    const text = readText(path);
    if (text === this.#texts.get(path)) return;
    this.setPart(part, identity, text);
  }

  /** What this file holds now; undefined when it is gone. */
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

  /** Stays when the object is the same; else it rises, however coarse the times of files are. */
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
  const metadata = isFields(content["metadata"]) ? content["metadata"] : {};
  const annotations = isFields(metadata["annotations"]) ? metadata["annotations"] : {};
  return { status: content["status"], annotations, version: versionOf(content) };
}

function versionOf({ metadata }: Readonly<Record<string, unknown>>): number {
  return isFields(metadata) ? Number(metadata["resourceVersion"]) || 0 : 0;
}

/** What the file holds; why it counts for nothing, when somebody else has written what no object of its kind may be. */
function parsePart(text: string, part: Part, identity: Identity): Readonly<Record<string, unknown>> | string {
  let content: unknown;
  try {
    content = parse(text);
  } catch {
    return "it is no YAML";
  }
  if (!isFields(content)) return "it holds no object";
  const kind = kindOf(identity);
  const fault = kind === undefined ? undefined : partFault(part, content, kind);
  return fault === undefined ? content : `${fault.path}: ${fault.message}`;
}

function readText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}

/** File systems tell times that may be some milliseconds old: after that long a change shows. */
const settledMs = 100;

/** Another after each change; undefined when the file is gone, or so young that it may change without another. */
function stampOf(path: string): string | undefined {
  try {
    const { ino, size, mtime, ctime } = Deno.statSync(path);
    const changedAt = (ctime ?? mtime)?.getTime() ?? Infinity;
    return Date.now() - changedAt < settledMs ? undefined : `${ino} ${size} ${mtime?.getTime()} ${changedAt}`;
  } catch {
    return undefined;
  }
}

/** Milliseconds since the epoch. */
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
    // A folder that has gone in between.
  }
  return found;
}
