/**
 * Explains for one address which advertisements apply, and why each of the others does not.
 *
 * @module
 */

import type { Checked } from "../reporting/checked.ts";
import type { Election } from "../election/election.ts";
import { type L2Announcing, selectsPool } from "../advertisements/l2_advertisement.ts";
import type { KubernetesObject } from "../kubernetes.ts";
import type { Observed } from "../observed.ts";
import { compare } from "../order.ts";
import { countsIn } from "../pools/namespace_flaws.ts";
import { matchesAny } from "../selector.ts";
import {
  advertisementElsewhere,
  advertises,
  isForOtherPools,
  leftOut,
  selectsOthers,
} from "./advertisement_messages.ts";
import type { AdvertisementStanding } from "./explanation.ts";

/** The common fields of L2Advertisements and BGPAdvertisements. Only L2Advertisements have interfaces. */
type Announcing = Pick<L2Announcing, "name" | "pools" | "poolSelectors" | "serviceSelectors"> & {
  readonly interfaces?: readonly string[];
};

export interface AdvertisementInput {
  readonly observed: Observed;
  readonly checked: Pick<Checked, "l2Advertisements" | "bgp" | "faults">;
}

/**
 * All advertisements: first those that apply, then the others. In each part, L2Advertisements come before
 * BGPAdvertisements, and each kind is sorted by name.
 */
export function advertisementStandings(
  election: Election,
  input: AdvertisementInput,
): readonly AdvertisementStanding[] {
  const { observed: { settings: { namespace }, l2Advertisements, bgpAdvertisements }, checked } = input;
  const standings = [
    ...ofKind(l2Advertisements, checked.l2Advertisements),
    ...ofKind(bgpAdvertisements, checked.bgp.advertisements),
  ];
  return standings.sort((one, other) =>
    Number(other.standing === "counts") - Number(one.standing === "counts") || compare(other.kind, one.kind) ||
    compare(one.name, other.name)
  );

  function ofKind(
    objects: readonly KubernetesObject[],
    valid: readonly Announcing[],
  ): readonly AdvertisementStanding[] {
    return objects.map((object) => {
      const { kind, metadata: { name } } = object;
      if (!countsIn(namespace, object)) {
        const shown = `${object.metadata.namespace}/${name}`;
        return { kind, name: shown, standing: "left out", message: advertisementElsewhere(namespace) };
      }
      const advertisement = valid.find((each) => each.name === name);
      return {
        kind,
        name,
        ...advertisement === undefined ? leftOutBy(kind, name, input) : judge(advertisement, election, input),
      };
    });
  }
}

type Judgement = Pick<AdvertisementStanding, "standing" | "message">;

function leftOutBy(kind: string, name: string, { checked: { faults } }: AdvertisementInput): Judgement {
  const fault = faults.find(({ object, severity }) =>
    object.kind === kind && object.name === name && severity === "error"
  );
  return { standing: "left out", message: leftOut(fault) };
}

function judge(advertisement: Announcing, { pool, claimants }: Election, { observed }: AdvertisementInput): Judgement {
  const { pools, settings: { namespace } } = observed;
  const labels = pools.find((each) => each.metadata.name === pool && countsIn(namespace, each))?.metadata.labels ?? {};
  if (pool === undefined || !selectsPool(advertisement, { name: pool, labels })) {
    return { standing: "other pools", message: isForOtherPools(advertisement) };
  }
  const isSelected = claimants.some(({ service }) =>
    matchesAny(advertisement.serviceSelectors, service.metadata.labels)
  );
  return isSelected
    ? { standing: "counts", message: advertises(advertisement, pool) }
    : { standing: "other Services", message: selectsOthers(claimants.map(({ key }) => key)) };
}
