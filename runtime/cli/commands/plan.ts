/**
 * `arpeggio plan`: shows the plan for manifests or for the current cluster. Writes nothing.
 *
 * @module
 */

import { Command, Option } from "commander";
import { check } from "../../../functions/check.ts";
import { decideBeside } from "../../../functions/decide.ts";
import type { Desired } from "../../../functions/model/reporting/desired.ts";
import type { Observed } from "../../../functions/model/observed.ts";
import { addressChanges } from "../../../functions/model/questions/address_changes.ts";
import { metallbChanges } from "../../../functions/model/questions/metallb_return.ts";
import { shownFaults } from "../../../functions/model/questions/shown_faults.ts";
import { addressChangeLine, wayBackText } from "../text/address_changes.ts";
import {
  exitCodes,
  finding,
  fine,
  outputOption,
  structuredText,
  type Tell,
  tellUser,
  widthIn,
} from "../text/answer.ts";
import { faultLine } from "../../reading/fault_lines.ts";
import { textOf } from "../text/output.ts";
import { assumedAnnouncers, planTable } from "../text/plan_table.ts";
import { screenWidth } from "../../ground/screen.ts";
import { pathsArgument, readSource, type SourceArguments, withSource } from "../../reading/source.ts";

interface PlanArguments extends SourceArguments {
  readonly output: "table" | "wide" | "yaml" | "json";
  readonly to?: "metallb";
}

export function command(tell: Tell = tellUser, width: () => number = screenWidth): Command {
  return withSource(new Command("plan"))
    .description(
      "The objects that would be written: addresses, owners and standbys, with the reason if one is missing; writes nothing",
    )
    .addHelpText("after", exitCodes)
    .argument(...pathsArgument)
    .addOption(
      new Option("--to <program>", "the way back: which addresses MetalLB would change, and why").choices(["metallb"]),
    )
    .addOption(outputOption(["table", "wide", "yaml", "json"]))
    .action(async (paths: readonly string[], options: PlanArguments) => {
      const source = await readSource(options, paths);
      const { output } = options;
      const observed = withAnnouncers(source.observed);
      const isAssumed = observed !== source.observed;
      const { desired, settlement } = decideBeside(observed);
      if (options.to !== undefined) return tellWayBack(observed, desired, { output, tell, width });
      const faults = [...source.faults, ...shownFaults(check(observed).faults)];
      const changes = addressChanges(settlement, desired.allocations);
      const code = changes.length === 0 && isWhole(desired) && !faults.some(({ severity }) => severity === "error")
        ? fine
        : finding;
      if (output === "json" || output === "yaml") {
        const list = { apiVersion: "v1", kind: "List", items: itemsOf(desired) };
        const complaints = [
          ...isAssumed ? [assumedAnnouncers] : [],
          ...changes.map(addressChangeLine),
          ...faults.map((fault) => faultLine(fault, source.placeOf)),
        ];
        tell({ text: await structuredText(output, list), code, complaints });
      } else {
        const text = textOf(planTable(desired, { ...source, faults, changes, isAssumed }, widthIn(output, width)));
        tell({ text, code });
      }
    });
}

/**
 * Before an installation, e.g. while MetalLB runs, no announcer has a Lease. Without announcers the plan would be
 * empty. So every node is assumed to have an announcer, as with manifests.
 */
function withAnnouncers(observed: Observed): Observed {
  const { settings, leases } = observed;
  return leases.length > 0 || settings.assume === "live"
    ? observed
    : { ...observed, settings: { ...settings, assume: "live" } };
}

/** Shows the addresses that MetalLB would change if it replaced Arpeggio after the plan was carried out. */
async function tellWayBack(
  observed: Observed,
  desired: Desired,
  { output, tell, width }: {
    readonly output: PlanArguments["output"];
    readonly tell: Tell;
    readonly width: () => number;
  },
): Promise<void> {
  const changes = metallbChanges(observed, desired, desired.configuration.pools.valid);
  const code = changes.length === 0 ? fine : finding;
  if (output === "json" || output === "yaml") tell({ text: await structuredText(output, { changes }), code });
  else tell({ text: textOf(wayBackText(changes, desired, widthIn(output, width))), code });
}

/** True if every Service gets all requested addresses, and every address is announced or planned. */
function isWhole({ allocations, elections }: Desired): boolean {
  return allocations.every((each) => each.addresses.length > 0 && each.notGranted === undefined) &&
    elections.every(({ verdict }) => verdict.reason === "Pending" || verdict.reason === "Announcing");
}

/**
 * All desired objects, also those that need no write. Of the objects that users create, only metadata and status.
 */
function itemsOf(desired: Desired): readonly unknown[] {
  const { services, virtualIPs, l2Statuses, bgpStatuses, configurationStates } = desired;
  const { pools, l2Advertisements, bgpObjects } = desired;
  const statuses = [...services, ...pools, ...l2Advertisements, ...bgpObjects].map((
    { apiVersion, kind, metadata, status },
  ) => ({
    apiVersion,
    kind,
    metadata,
    status,
  }));
  return [...statuses, ...virtualIPs, ...l2Statuses, ...bgpStatuses, ...configurationStates];
}
