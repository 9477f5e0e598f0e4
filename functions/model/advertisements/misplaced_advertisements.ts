/**
 * Finds the advertisements for a pool, including those without effect because they are in the wrong namespace.
 *
 * @module
 */

import type { Observed } from "../observed.ts";
import { type Misplaced, misplacedIn } from "../pools/misplaced.ts";
import { countsIn } from "../pools/namespace_flaws.ts";
import { selectorListFlaws } from "../selector_flaws.ts";
import { isRecord, nameListFlaws } from "../shape.ts";
import { selectsPool } from "./l2_advertisement.ts";

type Advertisements = Pick<Observed, "pools" | "l2Advertisements" | "bgpAdvertisements" | "settings">;
type Advertisement = Advertisements["l2Advertisements"][number] | Advertisements["bgpAdvertisements"][number];

/** The advertisements in the wrong namespace that would be for the pool with this name. */
export function misplacedFor(pool: string, observed: Advertisements): readonly Misplaced[] {
  return misplacedIn(observed.settings.namespace, aimedAt(pool, observed));
}

/**
 * The advertisements in any namespace that select the pool with this name. Errors matter only in the two fields that
 * select pools.
 */
export function aimedAt(
  pool: string,
  { pools, l2Advertisements, bgpAdvertisements, settings: { namespace } }: Advertisements,
): readonly Advertisement[] {
  const object = pools.find((each) => each.metadata.name === pool && countsIn(namespace, each));
  const labels = object?.metadata.labels ?? {};
  return [...l2Advertisements, ...bgpAdvertisements].filter(({ spec }) => {
    const given: unknown = spec ?? {};
    const [names, selectors] = [spec?.ipAddressPools ?? [], spec?.ipAddressPoolSelectors ?? []];
    return isRecord(given) && [...nameListFlaws("", names), ...selectorListFlaws("", selectors)].length === 0 &&
      selectsPool({ pools: names, poolSelectors: selectors }, { name: pool, labels });
  });
}
