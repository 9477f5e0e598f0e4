/**
 * The world after all decisions were written and every announcement that is planned on layer 2 was reported.
 *
 * @module
 */

import type { VirtualIP } from "../crds.ts";
import type { Desired } from "../reporting/desired.ts";
import { toTimestamp } from "../instant.ts";
import { type Instant, keyOf } from "../kubernetes.ts";
import type { Observed } from "../observed.ts";
import { bgpListsOf } from "../reporting/bgp_objects.ts";

export function carriedOut(observed: Observed, desired: Desired): Observed {
  const { l2Statuses, bgpStatuses, pools, l2Advertisements, bgpObjects, configurationStates } = desired;
  const written = new Map(desired.services.map((service) => [keyOf(service), service]));
  return {
    ...observed,
    services: observed.services.map((service) => written.get(keyOf(service)) ?? service),
    l2Statuses,
    bgpStatuses,
    pools,
    l2Advertisements,
    ...bgpListsOf(bgpObjects),
    configurationStates,
    virtualIPs: desired.virtualIPs.map((virtualIP) => reported(virtualIP, observed.now)),
  };
}

/**
 * The VirtualIP with a report. A report under the present plan stays. Without one, the first node of the order reports
 * that it holds the address.
 */
function reported(virtualIP: VirtualIP, now: Instant): VirtualIP {
  const { spec: { l2 }, status } = virtualIP;
  const [first] = l2?.order ?? [];
  if (l2 === undefined || first === undefined) return virtualIP;
  const stands = status?.revision === l2.revision && l2.order.some(({ node }) => node === status.node);
  return stands ? virtualIP : { ...virtualIP, status: { ...first, revision: l2.revision, since: toTimestamp(now) } };
}
