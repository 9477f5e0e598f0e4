/**
 * `arpeggio plan`: what would be written, from manifests or from the current cluster. Writes nothing.
 *
 * @module
 */

import { Command, Option } from "commander";
import { check } from "../../functions/check.ts";
import { decide } from "../../functions/decide.ts";
import type { Desired } from "../../functions/model/desired.ts";
import type { Fault } from "../../functions/model/fault.ts";
import { faultLine } from "./fault_lines.ts";
import { complain, print } from "./output.ts";
import { planTable } from "./plan_table.ts";
import { yamlText } from "./print_yaml.ts";
import { readSource, type SourceArguments, withSource } from "./source.ts";

interface PlanArguments extends SourceArguments {
  readonly output: "table" | "yaml" | "json";
}

export function command(): Command {
  return withSource(new Command("plan"))
    .description("What would be written: addresses, owners and standbys, and why something is missing; writes nothing")
    .addOption(
      new Option("-o, --output <format>", "how to print it").choices(["table", "yaml", "json"]).default("table"),
    )
    .action(plan);
}

async function plan(options: PlanArguments): Promise<void> {
  const source = await readSource(options);
  const desired = decide(source.observed);
  const faults = [...source.faults, ...faultsToShow(check(source.observed).faults)];
  if (options.output === "table") {
    print(`${planTable(desired, { ...source, faults }).join("\n")}\n`);
    return;
  }
  for (const fault of faults) complain(faultLine(fault, source.placeOf));
  const list = { apiVersion: "v1", kind: "List", items: itemsOf(desired) };
  print(options.output === "json" ? `${JSON.stringify(list, undefined, 2)}\n` : yamlText(list));
}

/** What is wrong with a Service's request is told where its address is missing. */
function faultsToShow(faults: readonly Fault[]): readonly Fault[] {
  return faults.filter(({ object, severity }) => object.kind !== "Service" || severity === "warning");
}

/** Every object as it would be written: of a Service that is metadata and status. */
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
