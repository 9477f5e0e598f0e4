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
import { defaultSettings, type Settings } from "../../functions/model/observed.ts";
import { faultLine } from "./fault_lines.ts";
import { complain, print } from "./output.ts";
import { type PlanSource, planTable } from "./plan_table.ts";
import { yamlText } from "./print_yaml.ts";
import { readCluster } from "./read_cluster.ts";
import { readManifests } from "./read_manifests.ts";

interface PlanArguments {
  readonly filename: readonly string[];
  readonly output: "table" | "yaml" | "json";
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace: string;
  readonly lbClass?: string;
}

export function command(): Command {
  return new Command("plan")
    .description("What would be written: addresses, owners and standbys, and why something is missing; writes nothing")
    .option(
      "-f, --filename <path>",
      "manifests: a file, a folder, or - for standard input; may come again",
      collect,
      [],
    )
    .addOption(
      new Option("-o, --output <format>", "how to print it").choices(["table", "yaml", "json"]).default("table"),
    )
    .addOption(
      new Option("--kubeconfig <file>", "the cluster to plan for; by default kubectl's").conflicts("filename"),
    )
    .addOption(new Option("--context <name>", "its context; by default the current one").conflicts("filename"))
    .option("--namespace <name>", "where pools and advertisements are", defaultSettings.namespace)
    .option("--lb-class <class>", "plan for Services of this class only; by default for those that have none")
    .action(plan);
}

function collect(path: string, before: readonly string[]): readonly string[] {
  return [...before, path];
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

async function readSource(options: PlanArguments): Promise<PlanSource> {
  const { filename, namespace, lbClass, kubeconfig, context } = options;
  const chosen = { namespace, ...(lbClass !== undefined && { loadBalancerClass: lbClass }) };
  if (filename.length > 0) return await readManifests(filename, chosen);
  const settings: Settings = { ...defaultSettings, ...chosen };
  const place = {
    at: "kubeconfig",
    ...(kubeconfig !== undefined && { files: [kubeconfig] }),
    ...(context !== undefined && { context }),
  } as const;
  return { observed: await readCluster(place, settings), faults: [], placeOf: () => undefined };
}

/** What is wrong with a Service's request is told where its address is missing. */
function faultsToShow(faults: readonly Fault[]): readonly Fault[] {
  return faults.filter(({ object, severity }) => object.kind !== "Service" || severity === "warning");
}

/** Every object as it would be written: of a Service that is metadata and status. */
function itemsOf(desired: Desired): readonly unknown[] {
  const { services, virtualIPs, l2Statuses, bgpStatuses, pools, l2Advertisements, configurationStates } = desired;
  const statuses = [...services, ...pools, ...l2Advertisements].map(({ apiVersion, kind, metadata, status }) => ({
    apiVersion,
    kind,
    metadata,
    status,
  }));
  return [...statuses, ...virtualIPs, ...l2Statuses, ...bgpStatuses, ...configurationStates];
}
