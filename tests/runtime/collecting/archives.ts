/** Makes archives of worlds, as if they were collected from clusters. */

import { kindTable, listedKinds } from "../../../functions/model/kind_table.ts";
import { objectsByKind } from "../../../functions/model/observed_lists.ts";
import type { Observed } from "../../../functions/model/observed.ts";
import { archiveOf } from "../../../runtime/collecting/collect.ts";
import type { Part } from "../../../runtime/collecting/part.ts";
import { archivePaths, archiveVersion } from "../../../runtime/reading/archive.ts";

/** The parts of an archive that contain the objects of a world. */
export function partsOf(observed: Observed): readonly Part[] {
  const byKind = objectsByKind(observed);
  const lists = listedKinds.map((kind): Part => ({
    is: "json",
    path: `${archivePaths.objects}${kindTable[kind].plural}.json`,
    value: { apiVersion: "v1", kind: "List", items: byKind[kind] },
  }));
  const { now, settings } = observed;
  const facts = { version: archiveVersion, now: new Date(now).toISOString(), settings, missing: [] };
  return [{ is: "json", path: archivePaths.facts, value: facts }, ...lists];
}

export async function writeArchive(
  path: string,
  { observed, more = [], isAnonymous = false }: {
    readonly observed: Observed;
    readonly more?: readonly Part[];
    readonly isAnonymous?: boolean;
  },
): Promise<void> {
  const parts = [...partsOf(observed), ...more];
  await Deno.writeFile(path, await archiveOf(parts, observed.settings, isAnonymous, observed.now));
}
