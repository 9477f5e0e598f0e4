/**
 * Whether a controller leads in a cluster.
 *
 * @module
 */

import { noLeaderMessage } from "../../functions/model/page_messages.ts";
import { controllerLeaseSeconds, controllerRenewSeconds } from "../../functions/model/lease_times.ts";
import { controllerLeaseName } from "../../functions/model/names.ts";
import { pause } from "../ground/pause.ts";
import type { Listing } from "../store/store.ts";

export type Leadership =
  | { readonly is: "led" }
  | { readonly is: "leaderless"; readonly message: string }
  | { readonly is: "unknown"; readonly message: string };

/**
 * Looks at the controllers' Lease. A last renewal that looks old may come from a clock that differs. So the function
 * looks again until the Lease is renewed, but only for the time after which the Lease expires.
 *
 * @param look lists the Lease by its name
 * @param renewMs the time between two looks; by default the time between two renewals
 */
export async function leadershipIn(
  look: () => Promise<Listing<"Lease">>,
  now: () => number,
  renewMs: number = controllerRenewSeconds * 1000,
): Promise<Leadership> {
  let first: string | undefined;
  for (let looks = 0; looks <= controllerLeaseSeconds; looks++) {
    const listing = await look();
    if (listing.outcome !== "listed") {
      return {
        is: "unknown",
        message: `Cannot read the Lease of the controllers: ${listing.message}; whether one leads is not known`,
      };
    }
    const { holder, renewed } = leaseIn(listing);
    if (holder === "") return leaderless;
    if (Math.abs(now() - Date.parse(renewed)) < controllerLeaseSeconds * 1000) return { is: "led" };
    if (first !== undefined && first !== renewed) return { is: "led" };
    first = renewed;
    if (looks < controllerLeaseSeconds) await pause(renewMs);
  }
  return leaderless;
}

const leaderless: Leadership = { is: "leaderless", message: noLeaderMessage };

function leaseIn(
  { objects }: Extract<Listing<"Lease">, { readonly outcome: "listed" }>,
): { readonly holder: string; readonly renewed: string } {
  const spec = objects.find(({ metadata }) => metadata.name === controllerLeaseName)?.spec;
  return { holder: spec?.holderIdentity ?? "", renewed: String(spec?.renewTime ?? "") };
}
