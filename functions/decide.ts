/**
 * One pass of the controller: takes the observed world and gives the desired one.
 *
 * Why: docs/adr/0026-a-pass-costs-what-has-changed.md
 *
 * @module
 */

import type { Allocated } from "./model/allocation/allocation.ts";
import { allocatedIn } from "./model/allocation/allocated.ts";
import type { Inventory } from "./model/allocation/inventory.ts";
import { serviceAllocations } from "./model/allocation/service_allocations.ts";
import { settle, type Settlement } from "./model/allocation/settlement.ts";
import { check } from "./check.ts";
import { readConfiguration } from "./model/configuration/configuration.ts";
import { type ElectedRest, type ElectionRun, runElection } from "./model/election/election_run.ts";
import type { Observed } from "./model/observed.ts";
import type { AssignedCounts } from "./model/reporting/assigned_counts.ts";
import type { Checked } from "./model/reporting/checked.ts";
import type { Decision, Desired } from "./model/reporting/desired.ts";
import { withAddresses } from "./model/reporting/service_addresses.ts";
import { report } from "./report.ts";

/**
 * Checks, allocates, elects and reports. The election uses the addresses that this pass has just allocated, although
 * they are not written yet. The controller and the commands that show decisions get the same answer, since all of them
 * end in `runBeside`.
 */
export function decide(observed: Observed): Desired {
  return decideBeside(observed).desired;
}

/** The Services and addresses that this pass does not decide again: nothing that they depend on has changed. */
export interface Rest extends ElectedRest {
  /** The addresses that these Services have. The pass changes this inventory in place. */
  readonly inventory: Inventory;
  readonly assigned: AssignedCounts;
}

/** A decision, with the allocation and the election behind it. */
export interface DecisionRun {
  readonly decision: Decision;
  /**
   * `settlement.inventory` has the addresses of all Services, including those of the rest. `settlement.serviceStates`
   * has only the observed Services.
   */
  readonly settlement: Settlement;
  /** `election.holdings` has the addresses of the rest too; `election.elections` does not. */
  readonly election: ElectionRun;
}

export interface Decided extends DecisionRun {
  readonly desired: Desired;
}

/**
 * Decides for a part of the world: `observed` has all Services and addresses that are not in `rest`. No observed
 * Service shares an address or a sharing key with a Service of the rest. The configuration, nodes and Leases in
 * `observed` are complete.
 *
 * @param rest absent: `observed` has all Services and addresses
 */
export function decideBeside(observed: Observed, rest?: Rest): Decided {
  const { allocated, checked, ...run } = runBeside(observed, rest);
  const reported = report(observed, {
    pools: checked.pools,
    faults: checked.faults,
    allocated,
    elected: run.election.elected,
    ...(rest !== undefined && { assignedElsewhere: rest.assigned }),
  });
  return { ...run, desired: { ...reported, ...run.decision } };
}

/** Decides for the whole world, but makes no reporting objects. For questions that need only the decision. */
export function decisionOf(observed: Observed): DecisionRun {
  return runBeside(observed, undefined);
}

function runBeside(observed: Observed, rest: Rest | undefined): DecisionRun & {
  readonly allocated: Allocated;
  readonly checked: Checked;
} {
  const configuration = readConfiguration(observed);
  const { services: _services, virtualIPs: _virtualIPs, ...rarelyChanged } = observed;
  const checked = check(rarelyChanged, configuration);
  const settlement = settle(observed, configuration.pools, rest?.inventory);
  const allocated = allocatedIn(settlement, observed);
  const services = serviceAllocations(observed.services, allocated.allocations)
    .filter(({ allocation }) => allocation.foreign === undefined)
    .map(({ service, allocation }) => withAddresses(service, allocation));
  const election = runElection({ ...observed, services }, configuration, rest);
  const { elected } = election;
  const resync = Math.min(allocated.resyncAfterSeconds ?? Infinity, elected.resyncAfterSeconds ?? Infinity);
  const decision = {
    virtualIPs: elected.virtualIPs,
    allocations: allocated.allocations,
    elections: elected.elections,
    faults: checked.faults,
    configuration,
    ...(resync !== Infinity && { resyncAfterSeconds: resync }),
  };
  return { decision, settlement, election, allocated, checked };
}

if (import.meta.main) await (await import("../runtime/cli/standalone.ts")).standalone("decide");
