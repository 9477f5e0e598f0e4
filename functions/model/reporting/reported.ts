/**
 * The result of `report`.
 *
 * @module
 */

import type { ConfigurationState, IPAddressPool, L2Advertisement, ServiceBGPStatus, ServiceL2Status } from "../crds.ts";
import type { KubernetesEvent, Service } from "../kubernetes.ts";
import type { BGPObject } from "./bgp_objects.ts";

/**
 * The desired objects. If an object need not change, the entry is the observed object itself, so `!==` finds the
 * changed ones.
 */
export interface Reported {
  /** All Services that are served, sorted by key; after them, the Services that are no longer served. */
  readonly services: readonly Service[];
  /** The controller deletes observed objects that are not in this list. */
  readonly l2Statuses: readonly ServiceL2Status[];
  /** The controller deletes observed objects that are not in this list. */
  readonly bgpStatuses: readonly ServiceBGPStatus[];
  readonly pools: readonly IPAddressPool[];
  readonly l2Advertisements: readonly L2Advertisement[];
  readonly bgpObjects: readonly BGPObject[];
  /**
   * The controller's own ConfigurationState, and one for each announcer that speaks BGP, has a problem with heartbeat
   * keys, or has a second announcer with its node name.
   */
  readonly configurationStates: readonly ConfigurationState[];
  /** ConfigurationStates that are to be deleted. */
  readonly retiredStates: readonly ConfigurationState[];
  readonly events: readonly KubernetesEvent[];
}
