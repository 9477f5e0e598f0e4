/**
 * `arpeggio status`: what the status page shows, in a terminal: pools, nodes, addresses, and what is missing.
 *
 * @module
 */

import { Command, Option } from "commander";
import { decide } from "../../functions/decide.ts";
import { pageOf } from "../../functions/model/page/page_of.ts";
import { finding, fine, jsonText, type Tell, tellUser } from "./answer.ts";
import { faultLine } from "./fault_lines.ts";
import { readSource, type SourceArguments, withSource } from "./source.ts";
import { statusText } from "./status_text.ts";

interface StatusArguments extends SourceArguments {
  readonly output: "text" | "json";
}

export function command(tell: Tell = tellUser): Command {
  return withSource(new Command("status"))
    .description("How full the pools are, who announces what, and what is missing; writes nothing")
    .addHelpText("after", "\nExit code 0: nothing is amiss; 1: something is; 2: it cannot be asked")
    .addOption(new Option("-o, --output <format>", "how to print it").choices(["text", "json"]).default("text"))
    .action(async (options: StatusArguments) => {
      const { observed, faults, placeOf } = await readSource(options);
      const state = pageOf(observed, decide(observed), { failovers: [], samples: new Map() });
      const { pending, conflicts } = state;
      const isAmiss = pending.some(({ reason }) => reason !== "Pending") || conflicts.length > 0 ||
        [...state.faults, ...faults].some(({ severity }) => severity === "error");
      tell({
        text: options.output === "json" ? jsonText(state) : `${statusText(state).join("\n")}\n`,
        code: isAmiss ? finding : fine,
        complaints: faults.map((fault) => faultLine(fault, placeOf)),
      });
    });
}
