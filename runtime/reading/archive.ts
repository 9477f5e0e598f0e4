/**
 * Reads an archive of `arpeggio collect`: a gzipped tar file whose objects are manifests.
 *
 * @module
 */

import { toInstant } from "../../functions/model/instant.ts";
import type { Instant } from "../../functions/model/kubernetes.ts";
import type { Settings } from "../../functions/model/observed.ts";
import { readSettings } from "../../functions/model/read_settings.ts";
import { isRecord } from "../../functions/model/shape.ts";
import { causeOf } from "../ground/cause.ts";
import { filesIn, type TarFile } from "../ground/tar.ts";

/** The version of the layout. It is raised when older releases would misread a new archive. */
export const archiveVersion = 1;

/** The paths of the parts of an archive. */
export const archivePaths = {
  facts: "collection.json",
  objects: "objects/",
  recordings: "recordings/",
} as const;

/** The time and the settings of an archive's world. */
export interface Moment {
  readonly now: Instant;
  readonly settings: Settings;
}

export interface Archive extends Moment {
  readonly files: readonly TarFile[];
}

export function isArchiveName(path: string): boolean {
  return /\.(tar\.gz|tgz)$/.test(path);
}

/** The archive, or a text that says why the file is no archive. Throws the errors of `Deno.readFile`. */
export async function readArchive(path: string): Promise<Archive | string> {
  const bytes = await Deno.readFile(path);
  try {
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return archiveFrom(filesIn(new Uint8Array(await new Response(plain).arrayBuffer())));
  } catch (error) {
    return `no gzipped archive: ${causeOf(error)}`;
  }
}

function archiveFrom(files: readonly TarFile[]): Archive | string {
  const text = files.find((file) => file.path === archivePaths.facts)?.text;
  if (text === undefined) return `no archive of arpeggio collect: it has no ${archivePaths.facts}`;
  const facts: unknown = JSON.parse(text);
  if (!isRecord(facts)) return `${archivePaths.facts} holds no JSON object`;
  const { version } = facts;
  const now = toInstant(facts["now"]);
  if (typeof version !== "number" || version < 1 || version > archiveVersion) {
    return `it is of version ${String(version)}, and this program reads 1 to ${archiveVersion}`;
  }
  if (now === undefined) return `${archivePaths.facts} does not say when it was made`;
  const settings = readSettings(facts["settings"]);
  return settings === undefined ? `the settings in ${archivePaths.facts} cannot be read` : { files, now, settings };
}
