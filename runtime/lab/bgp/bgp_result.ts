/**
 * What a tour through a lab with a router has found.
 *
 * @module
 */

/** The last line of `lab --bgp --once`. Times are in milliseconds; null is what was never seen. */
export interface BGPTourResult {
  /** All of it held. */
  readonly ok: boolean;
  readonly address: string | null;
  /** From the Service's creation to the first route to it in the router's kernel. */
  readonly route_ms: number | null;
  /** The same, until every node is a next hop. */
  readonly all_routes_ms: number | null;
  /** How many next hops the router has. */
  readonly next_hops: number;
  /** Requests were served by every node. */
  readonly http_ok: boolean;
  /** While an announcer was dead every node stayed a next hop and no request was lost. */
  readonly crash_ok: boolean;
  /** From the death of a node until it was no next hop any more. */
  readonly death_ms: number | null;
  /** Requests that the death has cost. */
  readonly lost: number | null;
  /** The others serve on. */
  readonly death_http_ok: boolean;
}

/** Filled in as the tour goes on. */
export type BGPFindings = { -readonly [Key in keyof BGPTourResult]: BGPTourResult[Key] };

export function newBGPFindings(): BGPFindings {
  return {
    ok: false,
    address: null,
    route_ms: null,
    all_routes_ms: null,
    next_hops: 0,
    http_ok: false,
    crash_ok: false,
    death_ms: null,
    lost: null,
    death_http_ok: false,
  };
}

export function allOfBGPHeld(findings: BGPFindings): boolean {
  const { all_routes_ms, http_ok, crash_ok, death_ms, death_http_ok } = findings;
  return all_routes_ms !== null && http_ok && crash_ok && death_ms !== null && death_http_ok;
}
