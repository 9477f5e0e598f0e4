/**
 * The nodes from which no announcer has ever reported, although an advertisement needs them.
 *
 * @module
 */

import type { Configuration } from "../configuration/configuration.ts";
import { exclusionsOf } from "./exclusions.ts";
import { candidaciesOf, type ElectionInput } from "./candidacies.ts";

/** Nodes that an L2Advertisement of a valid pool selects, and that may not announce for want of an announcer. */
export function missingAnnouncers(observed: ElectionInput, configuration: Configuration): ReadonlySet<string> {
  const candidacies = candidaciesOf(observed, configuration);
  return new Set(
    configuration.pools.valid.flatMap(({ name }) => exclusionsOf(candidacies.candidacyFor(name, [])))
      .filter(({ reason }) => reason === "NoAnnouncer").map(({ node }) => node),
  );
}
