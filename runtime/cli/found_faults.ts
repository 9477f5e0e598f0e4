/**
 * The faults that `check` and `status` show: those of the configuration, and the reasons why clients would not reach
 * addresses.
 *
 * @module
 */

import { check } from "../../functions/check.ts";
import type { Configuration } from "../../functions/model/configuration/configuration.ts";
import type { Fault } from "../../functions/model/fault.ts";
import { preflight } from "../../functions/preflight.ts";
import { surroundingsOf } from "../reading/cluster_surroundings.ts";
import { schemaLimits } from "../reading/schema_limits.ts";
import type { Source } from "../reading/source.ts";

/**
 * @param configuration the configuration of the source's world, if the caller has read it already
 */
export async function foundFaults(
  { observed, clusterParts }: Pick<Source, "observed" | "clusterParts">,
  configuration?: Configuration,
): Promise<readonly Fault[]> {
  const checked = check(observed, configuration);
  const surroundings = surroundingsOf(await clusterParts(), observed.nodes);
  return [
    ...checked.faults,
    ...schemaLimits(observed, checked.faults),
    ...preflight(observed, checked, surroundings),
  ];
}
