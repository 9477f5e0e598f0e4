/**
 * The nodes that an L2Advertisement selects, but whose announcers have no Lease, or only an expired one.
 *
 * @module
 */

import type { Configuration } from "../configuration/configuration.ts";
import { exclusionsOf } from "./exclusions.ts";
import { candidaciesOf, type ElectionInput } from "./candidacies.ts";

/** The nodes that an L2Advertisement selects for a valid pool, and that are excluded as `NoAnnouncer`. */
export function missingAnnouncers(observed: ElectionInput, configuration: Configuration): ReadonlySet<string> {
  const candidacies = candidaciesOf(observed, configuration);
  return new Set(
    configuration.pools.valid.flatMap(({ name }) => exclusionsOf(candidacies.candidacyFor(name, [])))
      .filter(({ reason }) => reason === "NoAnnouncer").map(({ node }) => node),
  );
}
