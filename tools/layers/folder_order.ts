/**
 * The order of the folders: a folder imports only itself and folders earlier in this list (design: functions decide,
 * the runtime acts). A new folder must be added to the list.
 *
 * @module
 */

import type { SourceFile } from "./rules.ts";

/** The lowest folder first. */
export const folderOrder: readonly string[] = [
  "functions/model",
  "functions/model/addresses",
  "functions/model/pools",
  "functions/model/advertisements",
  "functions/model/wire",
  "functions/model/announcing",
  "functions/model/announcing/sharing",
  "functions/model/announcing/liveness",
  "functions/model/announcing/heartbeat",
  "functions/model/announcing/duties",
  "functions/model/announcing/status",
  "functions/model/allocation",
  "functions/model/bgp",
  "functions/model/configuration",
  "functions/model/election",
  "functions/model/frr",
  "functions/model/preflight",
  "functions/model/reporting",
  "functions/model/history",
  "functions/model/questions",
  "functions",
  "functions/page",
  "runtime/ground",
  "runtime/ground/http",
  "runtime/store/schema",
  "runtime/store/generated",
  "runtime/store",
  "runtime/store/kube",
  "runtime/store/folder",
  "runtime/wire",
  "runtime/peers",
  "runtime/frr",
  "runtime/host",
  "runtime/partial",
  "runtime/controller",
  "runtime/bgp",
  "runtime/announcer",
  "runtime/page/document",
  "runtime/page",
  "runtime/metrics",
  "runtime/recording",
  "runtime/deploy",
  "runtime/release",
  "runtime/reading",
  "runtime/collecting",
  "runtime/lab/stage",
  "runtime/lab/example/bgp",
  "runtime/lab/example",
  "runtime/lab/client",
  "runtime/lab",
  "runtime/lab/tour",
  "runtime/lab/bgp",
  "runtime/lab/sharing",
  "runtime/cli/text",
  "runtime/cli/options",
  "runtime/cli",
  "runtime/cli/commands",
  "runtime",
];

/**
 * One sentence for each import that breaks the order, in the order of the files. Dynamic imports are ignored, because
 * entry points use them to load folders above their own.
 */
export function folderFaults(files: readonly SourceFile[], order: readonly string[] = folderOrder): string[] {
  return files.filter(({ path }) => isOrdered(path)).flatMap(({ path, imports }) => {
    const from = order.indexOf(folderOf(path));
    if (from < 0) {
      return [`${path} is in a folder without a place: add ${folderOf(path)} to tools/layers/folder_order.ts`];
    }
    return imports
      .filter(({ to, dynamic }) => !dynamic && isOrdered(to) && order.indexOf(folderOf(to)) > from)
      .map(({ to }) => `${path} imports ${to}: ${folderOf(path)} stands below ${folderOf(to)}`);
  });
}

function isOrdered(path: string): boolean {
  return path.startsWith("functions/") || path.startsWith("runtime/");
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
