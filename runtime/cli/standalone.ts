/**
 * Runs one function on files: `deno run -R functions/elect.ts FILE…` prints what it decides as YAML.
 *
 * @module
 */

import process from "node:process";
import { withCondition } from "../../functions/model/conditions.ts";
import type { Desired } from "../../functions/model/desired.ts";
import { withAddresses } from "../../functions/model/allocation/laid_address.ts";
import { conditionAllocated } from "../../functions/model/names.ts";
import type { Observed } from "../../functions/model/observed.ts";
import { type ServiceAllocation, serviceAllocations } from "../../functions/model/allocation/service_allocations.ts";
import { faultLine } from "./fault_lines.ts";
import { complain, print } from "./output.ts";
import { yamlDocuments } from "./print_yaml.ts";
import { type Manifests, readManifests } from "./read_manifests.ts";
import { UsageError } from "./usage_error.ts";

/** What each function makes of a world: the objects that are its own to decide. */
const functions: Readonly<
  Record<string, (observed: Observed, manifests: Manifests) => Promise<readonly unknown[]>>
> = {
  check: async (observed) => (await import("../../functions/check.ts")).check(observed).faults,
  allocate: async (observed) => {
    const { allocate } = await import("../../functions/allocate.ts");
    const { allocations } = allocate(observed);
    return serviceAllocations(observed.services, allocations).map((each) => allocatedService(each, observed));
  },
  elect: async (observed) => (await import("../../functions/elect.ts")).elect(observed).virtualIPs,
  report: async (observed) => reportedObjects((await import("../../functions/decide.ts")).decide(observed)),
  decide: async (observed) => {
    const desired = (await import("../../functions/decide.ts")).decide(observed);
    return [...desired.virtualIPs, ...reportedObjects(desired)];
  },
  route: async (_, manifests) => (await import("./route_everywhere.ts")).routeEverywhere(manifests),
  announce: async (observed) => (await import("./announce_everywhere.ts")).announceEverywhere(observed),
};

/**
 * Reads the files that the command line names, folders, or `-` for standard input; prints the desired objects. Faults go to
 * standard error. The exit code is 2 when something cannot be read.
 *
 * Returns at once: the module that calls it is still being evaluated, and can be imported only when that is over.
 */
export function standalone(name: string): void {
  void run(name, Deno.args).catch((error: unknown) => {
    if (!(error instanceof UsageError)) throw error;
    complain(error.message);
    Deno.exit(2);
  });
}

async function run(name: string, args: readonly string[]): Promise<void> {
  const decideOn = functions[name];
  if (decideOn === undefined) {
    throw new UsageError(`Cannot run ${name} by itself: it is no function on observed objects`);
  }
  const option = args.find((arg) => arg.startsWith("-") && arg !== "-");
  if (option !== undefined) throw new UsageError(`Cannot run ${name}: unknown option ${option}`);
  if (args.length === 0) {
    const example = `deno run -R functions/${name}.ts FILE…`;
    throw new UsageError(`Cannot run ${name}: no files given; try ${example}, or - for standard input`);
  }
  // The YAML library looks there for its debugging switches, which needs a permission that nothing else here needs.
  process.env = {};
  const manifests = await readManifests(args);
  const { observed, faults, placeOf } = manifests;
  for (const fault of faults) complain(faultLine(fault, placeOf));
  print(yamlDocuments(await decideOn(observed, manifests)));
}

function allocatedService({ service, allocation }: ServiceAllocation, { now }: Observed): unknown {
  const { apiVersion, kind, metadata, status } = withAddresses(service, allocation);
  const { reason, message } = allocation.verdict;
  const isAssigned = reason === "Assigned";
  const statement = { type: conditionAllocated, status: isAssigned ? "True" : "False", reason, message } as const;
  return {
    apiVersion,
    kind,
    metadata,
    status: { ...status, conditions: withCondition(status?.conditions, statement, now) },
  };
}

function reportedObjects(desired: Desired): readonly unknown[] {
  const { services, l2Statuses, bgpStatuses, pools, l2Advertisements, bgpObjects, configurationStates, events } =
    desired;
  const configuration = [...pools, ...l2Advertisements, ...bgpObjects, ...configurationStates];
  return [...services, ...l2Statuses, ...bgpStatuses, ...configuration, ...events];
}
