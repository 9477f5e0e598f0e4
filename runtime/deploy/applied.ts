/**
 * Applies objects, and recognises them later by their UIDs.
 *
 * @module
 */

import { withoutNulls } from "../store/without_nulls.ts";
import type { Kubectl } from "./kubectl.ts";
import { isManifest, listText, type Manifest, manifestsIn, nameOnly, titleOf } from "./manifest.ts";

/** An object as stored in the API server. A cluster-scoped object has no namespace, even if its manifest names one. */
export interface Stored extends Manifest {
  readonly uid: string;
}

export const fieldManager = "arpeggio-deploy";

/**
 * Applies objects server-side. A client-side apply would copy the whole program into an annotation, which is too small.
 */
export async function apply(kubectl: Kubectl, objects: readonly Manifest[]): Promise<readonly Stored[]> {
  const how = ["--server-side", "--force-conflicts", `--field-manager=${fieldManager}`];
  // A null would make `deploy` the owner of a field that does not exist.
  const text = listText(objects.map(withoutNulls).filter(isManifest));
  return storedIn(JSON.parse(await kubectl.run(["apply", ...how, "-f", "-", "-o", "json"], text)));
}

/** The objects that no longer exist. An object with the same name and another UID is another object. */
export async function missing(kubectl: Kubectl, objects: readonly Stored[]): Promise<readonly Stored[]> {
  const answered = await kubectl.read(["get", "-f", "-"], listText(objects));
  const present = new Set(storedIn(answered).map(({ uid }) => uid));
  return objects.filter(({ uid }) => !present.has(uid));
}

/** Throws an `Error` that names the applied objects that are missing. */
export async function verify(kubectl: Kubectl, objects: readonly Stored[]): Promise<void> {
  const gone = await missing(kubectl, objects);
  if (gone.length === 0) return;
  const names = gone.map(titleOf).join(", ");
  throw new Error(`Cannot deploy: applied, and gone afterwards: ${names}; another program removes what deploy applies`);
}

/** The objects with their UIDs, from the API server's answer. */
function storedIn(answered: unknown): readonly Stored[] {
  return manifestsIn(answered).map((object) => {
    const { uid } = { uid: "", ...object.metadata };
    return { ...nameOnly(object), uid };
  });
}
