/**
 * `arpeggio check`: what is wrong with manifests, for CI; without any, with a cluster, before somebody relies on it.
 *
 * @module
 */

import { Command, Option } from "commander";
import { check } from "../../functions/check.ts";
import type { Fault } from "../../functions/model/fault.ts";
import { compare } from "../../functions/model/order.ts";
import { preflight } from "../../functions/preflight.ts";
import { finding, fine, jsonText, type Tell, tellUser } from "./answer.ts";
import { checkText } from "./check_text.ts";
import { surroundingsOf } from "./cluster_surroundings.ts";
import { sarifLog } from "./sarif.ts";
import { readSource, type Source, type SourceArguments, withSource } from "./source.ts";

interface CheckArguments extends SourceArguments {
  readonly severity: Fault["severity"];
  readonly output: "text" | "json" | "sarif";
}

export function command(tell: Tell = tellUser): Command {
  return withSource(new Command("check"))
    .description(
      "What is wrong with manifests: file, line, column, object, reason and cure; without any, with the current cluster",
    )
    .addHelpText("after", "\nExit code 0: nothing; 1: something; 2: it cannot be read")
    .argument("[path...]", "manifests: files, folders, or - for standard input")
    .addOption(
      new Option("--severity <least>", "the least that is told of").choices(["warning", "error"]).default("warning"),
    )
    .addOption(
      new Option("-o, --output <format>", "how to print it").choices(["text", "json", "sarif"]).default("text"),
    )
    .action(async (paths: readonly string[], options: CheckArguments) => {
      const source = await readSource({ ...options, filename: [...paths, ...options.filename] });
      const told = (await faultsOf(source))
        .filter(({ severity }) => severity === "error" || options.severity === "warning");
      const faults = inPlaceOrder(told, source);
      const text = textIn(options.output, faults, source);
      tell({ text, code: faults.length === 0 ? fine : finding });
    });
}

/** As a reader comes upon them. */
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

async function faultsOf(source: Source): Promise<readonly Fault[]> {
  const { observed } = source;
  const checked = check(observed);
  const surroundings = surroundingsOf(await source.clusterParts(), observed.nodes);
  return [...source.faults, ...checked.faults, ...preflight(observed, checked, surroundings)];
}

function textIn(format: CheckArguments["output"], faults: readonly Fault[], { observed, placeOf }: Source): string {
  switch (format) {
    case "json":
      return jsonText(faults.map((fault) => ({ ...placeOf(fault.object, fault.field), ...fault })));
    case "sarif":
      return jsonText(sarifLog(faults, placeOf));
    default:
      return `${checkText(faults, { observed, placeOf }).join("\n")}\n`;
  }
}
