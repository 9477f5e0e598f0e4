/**
 * Runs one function on files: `deno run -R functions/elect.ts FILE…` prints its decision as YAML.
 *
 * Why: docs/adr/0006-functions-run-by-themselves.md
 *
 * @module
 */

import process from "node:process";
import { withCondition } from "../../functions/model/conditions.ts";
import type { Desired } from "../../functions/model/reporting/desired.ts";
import { withAddresses } from "../../functions/model/reporting/service_addresses.ts";
import { conditionAllocated } from "../../functions/model/names.ts";
import type { Observed } from "../../functions/model/observed.ts";
import { type ServiceAllocation, serviceAllocations } from "../../functions/model/allocation/service_allocations.ts";
import { isEligible } from "../../functions/model/allocation/eligibility.ts";
import { keyOf } from "../../functions/model/kubernetes.ts";
import * as nothing from "../../functions/model/questions/nothing_messages.ts";
import { faultLine } from "../reading/fault_lines.ts";
import { complain, print } from "./text/output.ts";
import { yamlDocuments } from "./text/print_yaml.ts";
import { type Manifests, manifestsOf, readManifests } from "../reading/read_manifests.ts";
import { UsageError } from "../ground/usage_error.ts";

/** The result of a function: the objects that it decided, and the message to print if there are none. */
interface Decided {
  readonly objects: readonly unknown[];
  readonly nothing: string;
}

const functions: Readonly<Record<string, (manifests: Manifests) => Promise<Decided>>> = {
  check: async ({ observed }) => {
    const { faults } = (await import("../../functions/check.ts")).check(observed);
    return { objects: faults, nothing: nothing.nothingWrong(observed) };
  },
  preflight: async ({ observed, configMaps, secrets }) => {
    const checked = (await import("../../functions/check.ts")).check(observed);
    const parts = { services: observed.services, configMaps, secrets };
    const { preflight } = await import("../../functions/preflight.ts");
    const { surroundingsOf } = await import("../reading/cluster_surroundings.ts");
    const faults = preflight(observed, checked, surroundingsOf(parts, observed.nodes));
    return { objects: faults, nothing: nothing.nothingWrong(observed) };
  },
  allocate: async ({ observed }) => {
    const { allocations } = (await import("../../functions/allocate.ts")).allocate(observed);
    const allocated = serviceAllocations(observed.services, allocations);
    return {
      objects: allocated.map((each) => allocatedService(each, observed)),
      nothing: nothing.nothingAllocated(observed),
    };
  },
  elect: async ({ observed }) => {
    const { virtualIPs } = (await import("../../functions/elect.ts")).elect(observed);
    return { objects: virtualIPs, nothing: nothing.nothingElected(observed) };
  },
  report: async ({ observed }) => {
    const desired = (await import("../../functions/decide.ts")).decide(observed);
    return { objects: reportedObjects(desired), nothing: nothing.nothingReported };
  },
  decide: async ({ observed }) => {
    const desired = (await import("../../functions/decide.ts")).decide(observed);
    return { objects: [...desired.virtualIPs, ...reportedObjects(desired)], nothing: nothing.nothingReported };
  },
  explain: async ({ observed }) => {
    const { explain } = await import("../../functions/explain.ts");
    const eligible = observed.services.filter((service) => isEligible(service, observed.settings));
    const explained = eligible.map((service) => explain(observed, { about: "service", key: keyOf(service) }));
    return { objects: explained, nothing: nothing.nothingAllocated(observed) };
  },
  suppose: async ({ observed }) => {
    const { suppose } = await import("../../functions/suppose.ts");
    const { observed: empty } = manifestsOf([]);
    const losses = observed.nodes.map(({ metadata: { name } }) => ({
      down: name,
      ...suppose(observed, { down: [name], drain: [], apply: empty, remove: [] }),
    }));
    return { objects: losses.filter(({ changes }) => changes.length > 0), nothing: nothing.nothingSupposed(observed) };
  },
  route: async (manifests) => {
    const { routeEverywhere } = await import("./route_everywhere.ts");
    return { objects: routeEverywhere(manifests), nothing: nothing.nothingRouted };
  },
  announce: async ({ observed }) => {
    const { announceEverywhere } = await import("./announce_everywhere.ts");
    return { objects: announceEverywhere(observed), nothing: nothing.nothingAnnounced(observed) };
  },
};

export const standaloneFunctions: readonly string[] = Object.keys(functions);

/** The function's decision as YAML, or a comment that says why it is empty. Throws `UsageError` for an unknown name. */
export async function decidedAlone(name: string, manifests: Manifests): Promise<string> {
  const decide = functions[name];
  if (decide === undefined) {
    throw new UsageError(`Cannot run ${name} by itself: it is no function on observed objects`);
  }
  const { objects, nothing: why } = await decide(manifests);
  if (objects.length > 0) return yamlDocuments(objects);
  const isPart = manifests.faults.some(({ severity }) => severity === "error");
  return `# ${isPart ? nothing.nothingInPart : why}\n`;
}

/**
 * Runs a function on the files and folders of the command line, or on standard input (`-`), and prints the desired
 * objects. Prints faults to standard error. The exit code is 2 if an input cannot be read.
 *
 * Returns at once and runs later: the function is imported from the calling module, which must first be evaluated.
 */
export function standalone(name: string): void {
  void run(name, Deno.args).catch((error: unknown) => {
    if (!(error instanceof UsageError)) throw error;
    complain(error.message);
    Deno.exit(2);
  });
}

async function run(name: string, args: readonly string[]): Promise<void> {
  const option = args.find((arg) => arg.startsWith("-") && arg !== "-");
  if (option !== undefined) throw new UsageError(`Cannot run ${name}: unknown option ${option}`);
  if (args.length === 0) {
    const example = `deno run -R functions/${name}.ts FILE…`;
    throw new UsageError(`Cannot run ${name}: no files given; try ${example}, or - for standard input`);
  }
  // The YAML library reads debugging switches from the environment. An empty environment makes the permission
  // unnecessary.
  process.env = {};
  const manifests = await readManifests(args);
  for (const fault of manifests.faults) complain(faultLine(fault, manifests.placeOf));
  print(await decidedAlone(name, manifests));
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
