/**
 * `arpeggio history`: shows past events: moves and conflicts of addresses, exhausted pools, sessions with BGP peers.
 *
 * @module
 */

import { Command } from "commander";
import type { Subject } from "../../../functions/model/questions/explanation.ts";
import { entriesAbout, wordsFor } from "../../../functions/page/entries_about.ts";
import { fine, type Format, outputOption, structuredText, type Tell, tellUser, widthIn } from "../text/answer.ts";
import { faultLine } from "../../reading/fault_lines.ts";
import { historyText, unreadEntries } from "../text/history_text.ts";
import { textOf } from "../text/output.ts";
import { subjectOf } from "../options/subject.ts";
import { screenWidth } from "../../ground/screen.ts";
import { pathsArgument, readSource, type SourceArguments, withSource } from "../../reading/source.ts";

interface HistoryArguments extends SourceArguments {
  readonly output: Format;
}

/** Fields that hold instants. */
const instants = ["at"];

export function command(tell: Tell = tellUser, width: () => number = screenWidth): Command {
  return withSource(new Command("history"))
    .description("The history: takeovers, moves, conflicts, exhausted pools, sessions with BGP peers; writes nothing")
    .addHelpText("after", "\nExit code 0: this is the history; 2: there is no answer")
    .argument(
      "[what]",
      "an address, a node (NAME or node/NAME), a Service (NAME, svc/NAME or NAMESPACE/NAME), pool/NAME or peer/NAME; by default everything",
    )
    .argument(...pathsArgument)
    .addOption(outputOption())
    .action(async (first: string | undefined, more: readonly string[], options: HistoryArguments) => {
      const { output } = options;
      const { what, paths } = asked(first, more);
      const source = await readSource(options, paths);
      const { observed, faults, placeOf, namespace } = source;
      const subjects = what === undefined ? undefined : subjectsOf(what, namespace);
      const { entries: all, unread } = await source.history();
      const entries = subjects === undefined ? all : entriesAbout(all, subjects, observed);
      const subject = subjects === undefined ? undefined : {
        name: subjects.map(nameOf).join(" or "),
        words: subjects.flatMap((each) => wordsFor(each, observed)),
        isPeer: subjects.some(({ about }) => about === "peer"),
      };
      const text = output === "json" || output === "yaml"
        ? await structuredText(output, { entries }, instants)
        : textOf(historyText(entries, subject, widthIn(output, width)));
      tell({
        text,
        code: fine,
        complaints: [...faults.map((each) => faultLine(each, placeOf)), ...unreadEntries(unread)],
      });
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

/** A name without a kind may be the name of a node or of a Service. */
function subjectsOf(what: string, namespace: string): readonly Subject[] {
  const subject = subjectOf(what, namespace, "Cannot show the history of");
  return subject.about === "service" && !what.includes("/") ? [{ about: "node", name: what }, subject] : [subject];
}

function nameOf(subject: Subject): string {
  switch (subject.about) {
    case "address":
      return subject.address.text;
    case "service":
      return `Service ${subject.key}`;
    default:
      return `${subject.about} ${subject.name}`;
  }
}
