/**
 * A copy of this checkout in which somebody has worked.
 *
 * @module
 */

import { type ScratchFolder, scratchFolder } from "./scratch_folder.ts";

const root = new URL("../../", import.meta.url).pathname;

/** The path of its entry is `runtime/main.ts` in the folder; `line` is added to `functions/allocate.ts`. */
export async function editedCheckout(line: string): Promise<ScratchFolder> {
  const folder = await scratchFolder("arpeggio-checkout-");
  const parts = ["functions", "runtime", "manifests", "deno.json", "deno.lock"].map((part) => root + part);
  const { success } = await new Deno.Command("cp", { args: ["-r", ...parts, folder.path] }).output();
  if (!success) throw new Error(`Cannot copy the checkout to ${folder.path}`);
  await Deno.writeTextFile(`${folder.path}/functions/allocate.ts`, `\n${line}\n`, { append: true });
  return folder;
}
