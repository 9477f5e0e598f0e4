/**
 * What a tour through a lab has found.
 *
 * @module
 */

/** The last line of `lab --once`. Times are in milliseconds; null is what was never seen. */
export interface TourResult {
  /** All of it held. */
  readonly ok: boolean;
  readonly address: string | null;
  /** Who answered for it first. */
  readonly node: string | null;
  /** From the Service's creation to the first answer. */
  readonly arp_ms: number | null;
  /** All who answered gave the MAC of one node. */
  readonly arp_ok: boolean;
  readonly http_ok: boolean;
  /** While the announcer was dead another answered with the same MAC, nothing moved and no request was lost. */
  readonly surrogate_ok: boolean;
  /** How long nobody answered after the announcer's death. */
  readonly surrogate_ms: number | null;
  /** The announcer that was started again answers for itself. */
  readonly return_ok: boolean;
  readonly failover_node: string | null;
  /** How long nobody answered after the node's death. */
  readonly failover_ms: number | null;
  readonly failover_http_ok: boolean;
}

/** Filled in as the tour goes on. */
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
