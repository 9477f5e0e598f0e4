/**
 * Next steps for an address that no advertisement announces.
 *
 * @module
 */

import { aimedAt, misplacedFor } from "../advertisements/misplaced_advertisements.ts";
import type { Election } from "../election/election.ts";
import type { Observed } from "../observed.ts";
import { moveStep } from "../pools/misplaced.ts";
import { countsIn } from "../pools/namespace_flaws.ts";
import type { AddressAccount, NextStep } from "./explanation.ts";
import { applyObject } from "./kubectl.ts";
import * as say from "./step_messages.ts";

export function advertisementSteps(
  { pool, claimants }: Election,
  account: AddressAccount,
  observed: Observed,
): readonly NextStep[] {
  if (pool === undefined) return [{ text: say.joinPool }];
  const close = account.advertisements.filter(({ standing }) => standing === "other Services");
  if (close.length > 0) {
    return [{
      text: say.selectServices(close.map(({ kind, name }) => `${kind} ${name}`), claimants.map(({ key }) => key)),
    }];
  }
  const misplaced = misplacedFor(pool, observed);
  if (misplaced.length > 0) return [{ text: moveStep(misplaced) }];
  const meant = aimedAt(pool, observed).filter((each) => countsIn(observed.settings.namespace, each));
  const broken = account.advertisements.filter(({ standing, kind, name }) =>
    standing === "left out" && meant.some((each) => each.kind === kind && each.metadata.name === name)
  );
  if (broken.length > 0) return broken.map((each) => ({ text: say.repairAdvertisement(each) }));
  const object = {
    apiVersion: "metallb.io/v1beta1",
    kind: "L2Advertisement",
    metadata: { name: pool, namespace: observed.settings.namespace },
    spec: { ipAddressPools: [pool] },
  };
  return [{ text: say.addAdvertisement(pool), command: applyObject(object) }];
}
