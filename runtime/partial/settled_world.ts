/**
 * Stores the decisions of the last pass that the next pass can reuse. Pure.
 *
 * @module
 */

import type { Decided, Rest } from "../../functions/decide.ts";
import type { Allocation } from "../../functions/model/allocation/allocation.ts";
import type { ServiceState } from "../../functions/model/allocation/service_state.ts";
import type { RunningElection } from "../../functions/model/election/running_election.ts";
import type { ObjectKey } from "../../functions/model/kubernetes.ts";
import { AssignedCounts } from "../../functions/model/reporting/assigned_counts.ts";

interface Outcome {
  readonly serviceState: ServiceState;
  readonly allocation: Allocation;
}

export class SettledWorld {
  /** The decisions for all objects that the next pass does not decide. Changed in place. */
  readonly rest: Rest;
  readonly #outcomes = new Map<ObjectKey, Outcome>();
  readonly #elections = new Map<string, RunningElection>();
  readonly #assigned = new AssignedCounts();

  /** @param decided the decisions on the whole world */
  constructor(decided: Decided) {
    const { settlement: { inventory }, election: { candidacies, holdings } } = decided;
    this.rest = { inventory, candidacies, holdings, assigned: this.#assigned };
    this.add(decided);
  }

  /** The addresses that the Service has. */
  addressesOf(service: ObjectKey): readonly string[] {
    return this.#outcomes.get(service)?.serviceState.held.map(({ text }) => text) ?? [];
  }

  /** The Services that have the address. */
  holdersOf(address: string): readonly ObjectKey[] {
    return this.rest.inventory.ledger.holdersOf({ text: address }).map(({ key }) => key);
  }

  /** The sharing key of the Service; undefined if it has none. */
  sharingKeyOf(service: ObjectKey): string | undefined {
    return this.#outcomes.get(service)?.serviceState.sharing?.key;
  }

  /** Adds the decisions of a pass over a part of the world. That pass has already changed `rest` in place. */
  add({ desired: { allocations }, settlement: { serviceStates }, election: { elections } }: Decided): void {
    for (const [place, serviceState] of serviceStates.entries()) {
      const allocation = allocations[place];
      if (allocation !== undefined) this.#outcomes.set(serviceState.key, { serviceState, allocation });
    }
    for (const election of elections) this.#elections.set(election.address, election);
    this.#assigned.add(allocations);
  }

  /**
   * Forgets the decisions on these Services and addresses. `services` must contain each Service that shares an address
   * or a sharing key with one of them. Returns the forgotten elections.
   */
  forget(services: Iterable<ObjectKey>, addresses: Iterable<string>): readonly RunningElection[] {
    const { inventory: { ledger }, holdings } = this.rest;
    const allocations: Allocation[] = [];
    for (const key of services) {
      const outcome = this.#outcomes.get(key);
      if (outcome === undefined) continue;
      const { serviceState, allocation } = outcome;
      for (const placement of serviceState.held) ledger.take(placement, serviceState);
      allocations.push(allocation);
      this.#outcomes.delete(key);
    }
    this.#assigned.remove(allocations);
    const forgotten: RunningElection[] = [];
    for (const address of addresses) {
      const election = this.#elections.get(address);
      if (election === undefined) continue;
      holdings.remove(election);
      this.#elections.delete(address);
      forgotten.push(election);
    }
    return forgotten;
  }
}
