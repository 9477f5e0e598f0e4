/**
 * `arpeggio why`: explains the state of a Service, an address, a node, a pool or a BGPPeer by the rules behind it, and
 * names the cure for each missing part.
 *
 * @module
 */

import { Command } from "commander";
import { explain } from "../../../functions/explain.ts";
import type { NextStep } from "../../../functions/model/questions/explanation.ts";
import { type ChosenCluster, forCluster } from "../../../functions/model/shell.ts";
import type { KubernetesEvent } from "../../../functions/model/kubernetes.ts";
import {
  exitCodes,
  finding,
  fine,
  type Format,
  outputOption,
  structuredText,
  type Tell,
  tellUser,
  widthIn,
} from "../text/answer.ts";
import { faultLine, leftOutLine } from "../../reading/fault_lines.ts";
import { textOf } from "../text/output.ts";
import { screenWidth } from "../../ground/screen.ts";
import { pathsArgument, readSource, type SourceArguments, withSource } from "../../reading/source.ts";
import { withHost } from "../options/host.ts";
import { referenceOf, subjectOf } from "../options/subject.ts";
import { UsageError } from "../../ground/usage_error.ts";
import { whyText } from "../text/why_text.ts";

interface WhyArguments extends SourceArguments {
  readonly output: Format;
  readonly host?: string;
}

export function command(tell: Tell = tellUser, width: () => number = screenWidth): Command {
  return withSource(new Command("why"))
    .description(
      "Explain the state of a Service, an address, a node, a pool or a BGPPeer, and name the next step; writes nothing",
    )
    .addHelpText("after", exitCodes)
    .argument("<what>", "a Service (NAME, svc/NAME or NAMESPACE/NAME), an address, node/NAME, pool/NAME or peer/NAME")
    .argument(...pathsArgument)
    .option("--host <mac>", "with an address that several nodes share: which of them may serve the host with this MAC")
    .addOption(outputOption())
    .action(async (what: string, paths: readonly string[], options: WhyArguments) => {
      const { output } = options;
      const source = await readSource(options, paths);
      const subject = withHost(subjectOf(what, source.namespace), options.host);
      const told = explain(source.observed, subject);
      if (told.about === "nothing") {
        throw new UsageError(`Cannot say why ${what}: ${leftOutLine(referenceOf(subject), source) ?? told.message}`);
      }
      const explanation = { ...told, nextSteps: told.nextSteps.map((step) => stepIn(step, options)) };
      const events = subject.about === "service" ? await source.eventsAbout(subject.key) : [];
      const text = output === "json" || output === "yaml"
        ? await structuredText(output, {
          ...explanation,
          ...(subject.about === "service" && { events: events.map(eventOf) }),
        })
        : textOf(whyText(explanation, events, widthIn(output, width)));
      const complaints = source.faults.map((fault) => faultLine(fault, source.placeOf));
      tell({ text, code: explanation.isFine ? fine : finding, complaints });
    });
}

/** The next step. Its command asks the cluster that the user has chosen for `why`. */
function stepIn({ text, command }: NextStep, cluster: ChosenCluster): NextStep {
  return command === undefined ? { text } : { text, command: forCluster(command, cluster) };
}

function eventOf({ lastTimestamp, type, reason, message, count }: KubernetesEvent): object {
  return { lastTimestamp, type, reason, message, count };
}
