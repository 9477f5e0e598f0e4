import type { Duty } from "./duty.ts";
import type { Instant } from "../kubernetes.ts";
import type { OnLink } from "./situation.ts";

/** What follows for one address. */
export interface Step {
  readonly duty?: Duty;
  /** Gratuitous frames go out now, on these links. */
  readonly gratuitous?: readonly OnLink[];
  readonly probes?: readonly OnLink[];
  /** When time alone may change it. */
  readonly resyncAt?: Instant;
}
