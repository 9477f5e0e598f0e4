/**
 * An imitation of an older version of the chart, to upgrade from.
 *
 * @module
 */

import { parse, stringify } from "yaml";
import { type ScratchFolder, scratchFolder } from "../cluster/machine/scratch_folder.ts";

/**
 * Copies the chart, with links replaced by files. In the copy, `kubectl get vip` has no columns of its own, and the
 * program differs.
 */
export async function olderChart(chart: string): Promise<ScratchFolder> {
  const folder = await scratchFolder("arpeggio-chart-");
  const { success } = await new Deno.Command("cp", { args: ["-rL", `${chart}/.`, folder.path] }).output();
  if (!success) throw new Error(`Cannot copy the chart to ${folder.path}`);
  const kind = `${folder.path}/charts/manifests/files/crds/virtualips.yaml`;
  const { spec: { versions, ...spec }, ...rest } = parse(await Deno.readTextFile(kind));
  const plain = versions.map(({ additionalPrinterColumns: _, ...version }: Record<string, unknown>) => version);
  await Deno.writeTextFile(kind, stringify({ ...rest, spec: { ...spec, versions: plain } }));
  await Deno.writeTextFile(`${folder.path}/charts/manifests/files/components/program/main.js`, "\n// older\n", {
    append: true,
  });
  return folder;
}
