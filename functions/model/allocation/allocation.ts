/**
 * What `allocate` decides for one Service.
 *
 * @module
 */

import type { ObjectKey } from "../kubernetes.ts";
import type { AllocationReason, AllocationVerdict } from "../reasons.ts";

export interface Allocation {
  readonly service: ObjectKey;
  /**
   * In canonical text. An address that the Service keeps stays at its place. A new address takes the place of the
   * address that it replaces; if it replaces none, the order of the Service's `ipFamilies` decides. Empty: no address.
   */
  readonly addresses: readonly string[];
  /** The pool of the addresses; absent if there are none. */
  readonly pool?: string;
  readonly verdict: AllocationVerdict;
  /** Why a Service with an address does not get all that it asks for; absent: it gets all, or has no address. */
  readonly notGranted?: AllocationReason;
  /**
   * The addresses that this decision took from the Service. `why` is the reason for the first of them. Events
   * use `why`; conditions do not. Absent: none.
   */
  readonly released?: { readonly addresses: readonly string[]; readonly why: AllocationVerdict };
  /** The addresses that the Service did not have before this decision. Absent: none. */
  readonly gained?: readonly string[];
  /**
   * The addresses and hostnames that another load balancer gave, which stay in the status. Only if the reason of the
   * verdict is NoPools or NoEligiblePool. Absent: none.
   */
  readonly foreign?: readonly string[];
  /**
   * The address that the Service left because of a stranger, as long as that address is put aside. The controller
   * writes it into the Service's annotation `arpeggio.dev/instead-of`. Absent: the controller removes the annotation.
   */
  readonly insteadOf?: string;
}

export interface Allocated {
  /**
   * One allocation for each Service of type LoadBalancer and of the class that this controller serves, in the order of
   * the Services' keys.
   */
  readonly allocations: readonly Allocation[];
  /**
   * Services of another type or class that still have annotations or conditions of this project. The controller removes
   * these, and the addresses that it gave. Absent: none.
   */
  readonly retired?: readonly ObjectKey[];
  /**
   * Addresses of valid pools that no Service has and none can get: they are put aside, or at the edge of a subnet of
   * the nodes. Absent: none.
   */
  readonly withheld?: readonly { readonly address: string; readonly pool: string }[];
  /** After this many seconds, an address that is put aside becomes free, so the answer may change; absent: none. */
  readonly resyncAfterSeconds?: number;
}
