/**
 * `arpeggio status`: shows the content of the status page in a terminal: pools, nodes, addresses and problems.
 *
 * @module
 */

import { Command } from "commander";
import { decide } from "../../../functions/decide.ts";
import type { Fault } from "../../../functions/model/fault.ts";
import type { HistoryEntry } from "../../../functions/model/history/entry.ts";
import { isRequestWarning } from "../../../functions/model/preflight/request_warnings.ts";
import { timelineOf } from "../../../functions/page/timeline.ts";
import type { PageState, TroubleRow } from "../../../functions/page/page_state.ts";
import { faultRow, pageOf } from "../../../functions/page/page_of.ts";
import { instantFields } from "../../../functions/page/page_state.ts";
import { foundFaults } from "../found_faults.ts";
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
import { faultLine } from "../../reading/fault_lines.ts";
import { textOf } from "../text/output.ts";
import { screenWidth } from "../../ground/screen.ts";
import { UsageError } from "../../ground/usage_error.ts";
import { pathsArgument, readSource, type Source, type SourceArguments, withSource } from "../../reading/source.ts";
import { unreadEntries } from "../text/history_text.ts";
import type { Leadership } from "../../reading/leader.ts";
import { statusText } from "../text/status_text.ts";

interface StatusArguments extends SourceArguments {
  readonly output: Format;
}

export function command(tell: Tell = tellUser, width: () => number = screenWidth): Command {
  return withSource(new Command("status"))
    .description("The use of the pools, the node of each address, and everything that needs attention; writes nothing")
    .addHelpText("after", exitCodes)
    .argument(...pathsArgument)
    .addOption(outputOption())
    .action(async (paths: readonly string[], options: StatusArguments) => {
      const source = await readSource(options, paths);
      const { observed, faults, placeOf } = source;
      const { output } = options;
      const { entries, complaints } = await historyIn(source);
      const leadership = await source.leadership();
      const desired = decide(observed);
      const page = pageOf(observed, desired, { timeline: timelineOf(entries), samples: new Map() });
      const found = await foundFaults(source, desired.configuration);
      const state = {
        ...page,
        troubles: [...leaderless(leadership), ...page.troubles],
        faults: unsaid(found, page).map(faultRow),
      };
      const { pending, conflicts, troubles } = state;
      const isAmiss = pending.some(({ reason }) => reason !== "Pending") || conflicts.length > 0 ||
        troubles.length > 0 ||
        [...state.faults, ...faults].some(({ severity }) => severity === "error");
      const alarm = isAmiss ? "problem" : state.faults.length + faults.length > 0 ? "warning" : "none";
      const given = faults.map((fault) => faultLine(fault, placeOf));
      const missing = [...complaints, ...leadership?.is === "unknown" ? [leadership.message] : []];
      const code = isAmiss ? finding : fine;
      if (output === "json" || output === "yaml") {
        const text = await structuredText(output, state, instantFields);
        tell({ text, code, complaints: [...given, ...missing] });
      } else {
        tell({
          text: textOf(statusText(state, widthIn(output, width), { given, alarm, kinds: source.kinds })),
          code,
          complaints: missing,
        });
      }
    });
}

/** Leaves out the request warnings of a Service if its row under `pending` says the same. */
function unsaid(faults: readonly Fault[], { pending }: PageState): readonly Fault[] {
  const said = new Set(pending.filter(({ lacks }) => lacks !== "announcement").map(({ subject }) => subject));
  return faults.filter((fault) =>
    !isRequestWarning(fault) || !said.has(`${fault.object.namespace}/${fault.object.name}`)
  );
}

/** A row for a cluster without a leader. The status page does not have this row: it shows that its state is old. */
function leaderless(leadership: Leadership | undefined): readonly TroubleRow[] {
  return leadership?.is !== "leaderless"
    ? []
    : [{ key: "controller", subject: "controller", reason: "NoLeader", message: leadership.message }];
}

interface KnownHistory {
  readonly entries: readonly HistoryEntry[];
  readonly complaints: readonly string[];
}

/** The history. If it cannot be read, the state is shown without it, and a line reports the cause. */
async function historyIn(source: Source): Promise<KnownHistory> {
  try {
    const { entries, unread } = await source.history();
    return { entries, complaints: unreadEntries(unread) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { entries: [], complaints: [`${error.message}; slow failovers are not shown`] };
  }
}
