/**
 * A chart as an earlier version might have been.
 *
 * @module
 */

import { parse, stringify } from "yaml";
import { type ScratchFolder, scratchFolder } from "../cluster/scratch_folder.ts";

/** A copy without links, whose `kubectl get vip` has no columns of its own, and whose program is another. */
export async function olderChart(chart: string): Promise<ScratchFolder> {
  const folder = await scratchFolder("arpeggio-chart-");
  const { success } = await new Deno.Command("cp", { args: ["-rL", `${chart}/.`, folder.path] }).output();
  if (!success) throw new Error(`Cannot copy the chart to ${folder.path}`);
  const kind = `${folder.path}/files/crds/virtualips.yaml`;
  const { spec: { versions, ...spec }, ...rest } = parse(await Deno.readTextFile(kind));
  const plain = versions.map(({ additionalPrinterColumns: _, ...version }: Record<string, unknown>) => version);
  await Deno.writeTextFile(kind, stringify({ ...rest, spec: { ...spec, versions: plain } }));
  await Deno.writeTextFile(`${folder.path}/files/components/program/main.js`, "\n// older\n", { append: true });
  return folder;
}
