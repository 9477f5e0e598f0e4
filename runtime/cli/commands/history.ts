/**
 * `arpeggio history`: shows past events of addresses: moves, conflicts, exhausted pools.
 *
 * @module
 */

import { Command } from "commander";
import { parseAddress } from "../../../functions/model/addresses/address.ts";
import { entriesAbout } from "../../../functions/page/timeline.ts";
import {
  exitCodes,
  fine,
  type Format,
  outputOption,
  structuredText,
  type Tell,
  tellUser,
  widthIn,
} from "../text/answer.ts";
import { faultLine } from "../../reading/fault_lines.ts";
import { historyText } from "../text/history_text.ts";
import { textOf } from "../text/output.ts";
import { screenWidth } from "../../ground/screen.ts";
import { pathsArgument, readSource, type SourceArguments, withSource } from "../../reading/source.ts";

interface HistoryArguments extends SourceArguments {
  readonly output: Format;
}

/** Fields that hold instants. */
const instants = ["at"];

export function command(tell: Tell = tellUser, width: () => number = screenWidth): Command {
  return withSource(new Command("history"))
    .description("The history of addresses: takeovers, moves, conflicts, exhausted pools; writes nothing")
    .addHelpText("after", exitCodes)
    .argument(
      "[what]",
      "an address, node/NAME or NAME of a node, or NAMESPACE/NAME of a Service; by default everything",
    )
    .argument(...pathsArgument)
    .addOption(outputOption())
    .action(async (first: string | undefined, more: readonly string[], options: HistoryArguments) => {
      const { output } = options;
      const { what, paths } = asked(first, more);
      const source = await readSource(options, paths);
      const all = await source.history();
      const entries = what === undefined ? all : entriesAbout(all, subjectIn(what));
      const text = output === "json" || output === "yaml"
        ? structuredText(output, { entries }, instants)
        : textOf(historyText(entries, what, widthIn(output, width)));
      tell({ text, code: fine, complaints: source.faults.map((fault) => faultLine(fault, source.placeOf)) });
    });
}

interface Asked {
  readonly what?: string;
  readonly paths: readonly string[];
}

/**
 * The subject and the paths. The subject may be absent, so the first argument may be a path: `history cluster.yaml`.
 */
function asked(first: string | undefined, more: readonly string[]): Asked {
  if (first === undefined) return { paths: more };
  return isPath(first) ? { paths: [first, ...more] } : { what: first, paths: more };
}

/** True for standard input, for names of manifests and archives, for `./x`, `/x` and `x/`, and for a folder. */
function isPath(text: string): boolean {
  return text === "-" || isFolder(text) || /^\.{0,2}\/|^\.\.?$|\/$|\.(ya?ml|json|t(ar\.)?gz)$/.test(text);
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** The subject in the notation of the history entries. */
function subjectIn(what: string): string {
  return parseAddress(what)?.text ?? what.replace(/^(nodes?|no|svc|services?|vip)\//, "");
}
