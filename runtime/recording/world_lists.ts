/**
 * The lists of objects in a recorded world. Pure.
 *
 * @module
 */

import { kindTable, listedKinds } from "../../functions/model/kind_table.ts";
import type { ObservedLists } from "../../functions/model/observed.ts";

export type WorldList = keyof ObservedLists;

/** All lists, in the order of `kindTable`. */
export const worldListNames: readonly WorldList[] = listedKinds.map((kind) => kindTable[kind].list);
