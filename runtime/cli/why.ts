/**
 * `arpeggio why`: for a Service, an address or a node, what holds, by which rule, and what cures what is lacking.
 *
 * @module
 */

import { Command, Option } from "commander";
import { explain } from "../../functions/explain.ts";
import { parseAddress } from "../../functions/model/addresses/address.ts";
import type { KubernetesEvent } from "../../functions/model/kubernetes.ts";
import type { Subject } from "../../functions/model/questions/explanation.ts";
import { finding, fine, jsonText, type Tell, tellUser } from "./answer.ts";
import { faultLine } from "./fault_lines.ts";
import { readSource, type SourceArguments, withSource } from "./source.ts";
import { UsageError } from "./usage_error.ts";
import { whyText } from "./why_text.ts";

interface WhyArguments extends SourceArguments {
  readonly output: "text" | "json";
}

export function command(tell: Tell = tellUser): Command {
  return withSource(new Command("why"))
    .description("Why a Service has its address and is reached there, or is not, and what to do next; writes nothing")
    .addHelpText("after", "\nExit code 0: nothing is amiss; 1: something is; 2: it cannot be asked")
    .argument("<what>", "a Service (NAMESPACE/NAME, or NAME in default), an address, or node/NAME")
    .addOption(new Option("-o, --output <format>", "how to print it").choices(["text", "json"]).default("text"))
    .action(async (what: string, options: WhyArguments) => {
      const source = await readSource(options);
      const subject = subjectOf(what);
      const explanation = explain(source.observed, subject);
      if (explanation.about === "nothing") throw new UsageError(`Cannot say why ${what}: ${explanation.message}`);
      const events = subject.about === "service" ? await source.eventsAbout(subject.key) : [];
      const text = options.output === "json"
        ? jsonText({ ...explanation, ...(subject.about === "service" && { events: events.map(eventOf) }) })
        : `${whyText(explanation, events).join("\n")}\n`;
      const complaints = source.faults.map((fault) => faultLine(fault, source.placeOf));
      tell({ text, code: explanation.isFine ? fine : finding, complaints });
    });
}

function subjectOf(what: string): Subject {
  const address = parseAddress(what);
  if (address !== undefined) return { about: "address", address };
  const [kind, name] = what.split("/");
  if (kind === "node" && name !== undefined && name !== "") return { about: "node", name };
  return { about: "service", key: what.includes("/") ? what : `default/${what}` };
}

function eventOf({ lastTimestamp, type, reason, message, count }: KubernetesEvent): object {
  return { lastTimestamp, type, reason, message, count };
}
