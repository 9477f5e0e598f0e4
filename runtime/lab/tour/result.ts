/**
 * The findings of a tour through a lab.
 *
 * @module
 */

/** The last line of `lab --once`. Times are in milliseconds; null if the event was never seen. */
export interface TourResult {
  /** True if every check of the tour succeeded. */
  readonly ok: boolean;
  readonly address: string | null;
  /** The node that answered first. */
  readonly node: string | null;
  /** From the Service's creation to the first answer. */
  readonly arp_ms: number | null;
  /** True if all answers gave the MAC of the same node. */
  readonly arp_ok: boolean;
  readonly http_ok: boolean;
  /** True if, while the announcer was dead, a surrogate answered, nothing moved and no request was lost. */
  readonly surrogate_ok: boolean;
  /** The time without an answer after the announcer's death. */
  readonly surrogate_ms: number | null;
  /** True if the announcer answers again after its restart. */
  readonly return_ok: boolean;
  readonly failover_node: string | null;
  /** The time without an answer after the node's death. */
  readonly failover_ms: number | null;
  readonly failover_http_ok: boolean;
}

/** The findings, which each step of the tour fills in. */
export type Findings = { -readonly [Key in keyof TourResult]: TourResult[Key] };

export function newFindings(): Findings {
  return {
    ok: false,
    address: null,
    node: null,
    arp_ms: null,
    arp_ok: false,
    http_ok: false,
    surrogate_ok: false,
    surrogate_ms: null,
    return_ok: false,
    failover_node: null,
    failover_ms: null,
    failover_http_ok: false,
  };
}

export function allHeld(findings: Findings): boolean {
  const { arp_ok, http_ok, surrogate_ok, return_ok, failover_ms, failover_http_ok } = findings;
  return arp_ok && http_ok && surrogate_ok && return_ok && failover_ms !== null && failover_http_ok;
}
