/**
 * `arpeggio check`: finds faults in manifests, for CI; without manifests, in the cluster.
 *
 * @module
 */

import { Command, Option } from "commander";
import type { Fault } from "../../../functions/model/fault.ts";
import { compare } from "../../../functions/model/order.ts";
import { exitCodes, finding, fine, outputOption, structuredText, type Tell, tellUser, unread } from "../text/answer.ts";
import { foundFaults } from "../found_faults.ts";
import { checkText } from "../text/check_text.ts";
import { textOf } from "../text/output.ts";
import { sarifLog } from "../text/sarif.ts";
import {
  pathsArgument,
  readSourceDespite,
  type Source,
  type SourceArguments,
  withSource,
} from "../../reading/source.ts";

interface CheckArguments extends SourceArguments {
  readonly severity: Fault["severity"];
  readonly output: "text" | "json" | "yaml" | "sarif";
}

export function command(tell: Tell = tellUser): Command {
  return withSource(new Command("check"))
    .description(
      "The faults of manifests: file, line, column, object, reason and cure; without manifests, of the current cluster",
    )
    .addHelpText("after", exitCodes)
    .argument(...pathsArgument)
    .addOption(
      new Option("--severity <least>", "the least severity to show").choices(["warning", "error"]).default("warning"),
    )
    .addOption(outputOption(["text", "json", "yaml", "sarif"]))
    .action(async (paths: readonly string[], options: CheckArguments) => {
      const source = await readSourceDespite(options, paths);
      const told = [...source.faults, ...await foundFaults(source)]
        .filter(({ severity }) => severity === "error" || options.severity === "warning");
      const faults = inPlaceOrder(told, source);
      const text = await textIn(options.output, faults, source);
      const code = source.unreadable.length > 0 ? unread : faults.length > 0 ? finding : fine;
      tell({ text, code, complaints: source.unreadable });
    });
}

/** Sorted by file, line and column. */
function inPlaceOrder(faults: readonly Fault[], { placeOf }: Source): readonly Fault[] {
  return faults.map((fault) => ({ fault, place: placeOf(fault.object, fault.field) }))
    .sort(({ place: here }, { place: there }) => {
      if (here === undefined || there === undefined || here.file !== there.file) {
        return compare(here?.file ?? "", there?.file ?? "");
      }
      return here.line - there.line || here.column - there.column;
    })
    .map(({ fault }) => fault);
}

async function textIn(
  format: CheckArguments["output"],
  faults: readonly Fault[],
  source: Source,
): Promise<string> {
  const { placeOf, unreadable } = source;
  switch (format) {
    case "json":
    case "yaml":
      return await structuredText(format, faults.map((fault) => ({ ...placeOf(fault.object, fault.field), ...fault })));
    case "sarif":
      return await structuredText("json", sarifLog(faults, placeOf, unreadable));
    default:
      return textOf(checkText(faults, source));
  }
}
