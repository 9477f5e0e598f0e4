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
 * Decides for every address in `status.loadBalancer.ingress` of the Services. The best node comes first, by these
 * criteria in this order: the sum of the weights by which advertisements prefer a node; the node already holds the
 * address; the node owns the fewest addresses; rendezvous hash.
 *
 * An owner changes in four cases only: it may no longer announce the address; the status says that a standby has taken
 * the address over; another node has a higher sum of weights, for example because it is back; or another node has been
 * up for `settings.rebalanceAfterSeconds` and owns at least two addresses fewer. Only the last two cases raise the
 * revision.
 */
export function elect(
  observed: ElectionInput,
  configuration: Configuration = readConfiguration(observed),
): Elected {
  return runElection(observed, configuration).elected;
}

if (import.meta.main) await (await import("../runtime/cli/standalone.ts")).standalone("elect");
