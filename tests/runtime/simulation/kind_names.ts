import { kindNames, kindTable } from "../../../functions/model/kind_table.ts";
import type { KindName } from "../../../functions/model/kinds.ts";

export { kindNames };
export type { KindName };

/** The kind whose objects are at `/api/VERSION/…/PLURAL` or `/apis/VERSION/…/PLURAL`. */
export function kindAt(apiVersion: string, plural: string): KindName | undefined {
  return kindNames.find((kind) => kindTable[kind].apiVersion === apiVersion && kindTable[kind].plural === plural);
}
