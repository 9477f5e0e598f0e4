/**
 * A copy of this checkout with a changed file.
 *
 * @module
 */

import { type ScratchFolder, scratchFolder } from "./scratch_folder.ts";

const root = new URL("../../../", import.meta.url).pathname;

/**
 * Copies this checkout and adds `line` to `functions/decide.ts`. The main module is `runtime/main.ts` in the folder.
 */
export async function editedCheckout(line: string): Promise<ScratchFolder> {
  const folder = await scratchFolder("arpeggio-checkout-");
  const parts = ["functions", "runtime", "manifests", "deno.json", "deno.lock"].map((part) => root + part);
  const { success } = await new Deno.Command("cp", { args: ["-r", ...parts, folder.path] }).output();
  if (!success) throw new Error(`Cannot copy the checkout to ${folder.path}`);
  await Deno.writeTextFile(`${folder.path}/functions/decide.ts`, `\n${line}\n`, { append: true });
  return folder;
}
