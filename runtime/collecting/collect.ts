/**
 * Makes the archive of a cluster for a bug report, and writes it to a file.
 *
 * @module
 */

import type { Settings } from "../../functions/model/observed.ts";
import { causeOf } from "../ground/cause.ts";
import { tarOf } from "../ground/tar.ts";
import { UsageError } from "../ground/usage_error.ts";
import { archivePaths } from "../reading/archive.ts";
import type { KubeconfigPlace } from "../store/open_store.ts";
import { anonymous } from "./anonymous.ts";
import { gather } from "./gather.ts";
import type { Part } from "./part.ts";
import { presentPass } from "./present_pass.ts";
import { recordingsIn } from "./recordings.ts";
import { withoutSecrets } from "./secrets_left_out.ts";

export interface CollectOptions {
  readonly place: KubeconfigPlace;
  readonly settings: Settings;
  readonly isAnonymous: boolean;
  /** Files of `controller --record`, the oldest first. */
  readonly recordings: readonly string[];
  /** The path of the archive; undefined: a file in the current folder, named after the time. */
  readonly to: string | undefined;
}

export interface Collected {
  readonly path: string;
  readonly bytes: number;
  readonly missing: readonly string[];
}

/**
 * Writes the archive. Throws `UsageError` if the recordings or the cluster cannot be read, or if the file cannot be
 * written, e.g. because it exists.
 */
export async function collect({ place, settings, isAnonymous, recordings, to }: CollectOptions): Promise<Collected> {
  const given = await recordingsIn(recordings);
  const { parts, missing } = await gather(place, settings);
  const now = Date.now();
  const bytes = await archiveOf([...parts, ...given], settings, isAnonymous, now);
  const path = to ?? `arpeggio-${new Date(now).toISOString().slice(0, 19).replaceAll(":", "")}.tar.gz`;
  try {
    await Deno.writeFile(path, bytes, { createNew: true, mode: 0o600 });
  } catch (error) {
    const found = error instanceof Deno.errors.AlreadyExists ? "the file exists already" : causeOf(error);
    throw new UsageError(`Cannot write ${path}: ${found}`);
  }
  return { path, bytes: bytes.length, missing };
}

/** The archive as bytes: without secrets and, if asked, without names and addresses. */
export async function archiveOf(
  parts: readonly Part[],
  { namespace }: Settings,
  isAnonymous: boolean,
  now: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bare = withoutSecrets(parts);
  const final = isAnonymous ? anonymous(bare, namespace) : bare;
  const files = final.map((part) => ({
    path: part.path,
    text: part.is === "json" ? `${JSON.stringify(part.value, undefined, 1)}\n` : part.text,
  }));
  const pass = { path: `${archivePaths.recordings}present.jsonl`, text: presentPass(final) };
  const plain = new Blob([tarOf([...files, pass], now / 1000)]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}
