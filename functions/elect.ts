/**
 * Chooses for each address the node that announces it on layer 2, its standbys, and the BGPAdvertisements that announce
 * it.
 *
 * @module
 */

import { type Configuration, readConfiguration } from "./model/configuration/configuration.ts";
import type { Elected } from "./model/election/election.ts";
import type { ElectionInput } from "./model/election/candidacies.ts";
import { runElection } from "./model/election/election_run.ts";

/**
 * Decides for every address in `status.loadBalancer.ingress` of the Services. These criteria choose the best node, in
 * this order:
 * 1. the highest sum of the weights by which advertisements prefer the node
 * 2. the node already holds the address
 * 3. the node owns the fewest addresses
 * 4. a rendezvous hash of node and address
 *
 * An owner changes in four cases only:
 * - The owner may no longer announce the address.
 * - The status says that a standby has taken the address over.
 * - Another node has a higher sum of weights, for example because that node is back. This raises the revision.
 * - Another node has been up for `settings.rebalanceAfterSeconds` and owns at least two addresses fewer than the owner.
 *   This raises the revision.
 */
export function elect(
  observed: ElectionInput,
  configuration: Configuration = readConfiguration(observed),
): Elected {
  return runElection(observed, configuration).elected;
}

if (import.meta.main) await (await import("../runtime/cli/standalone.ts")).standalone("elect");
