import type { OnLink } from "../liveness/probe.ts";
import type { Duty } from "./duty.ts";
import type { Instant } from "../../kubernetes.ts";

/** The decision for one address. */
export interface Step {
  /** The new duty; absent: this node has nothing to do with the address. */
  readonly duty?: Duty;
  /** The links on which gratuitous frames go out now. */
  readonly gratuitous?: readonly OnLink[];
  /** The links on which the address is probed now. */
  readonly probes?: readonly OnLink[];
  /** When time alone may change the duty; absent: never. */
  readonly resyncAt?: Instant;
}
