/**
 * The findings of a tour through a lab with a router.
 *
 * @module
 */

/** The last line of `lab --bgp --once`. Times are in milliseconds; null if the event was never seen. */
export interface BGPTourResult {
  /** True if every check of the tour succeeded. */
  readonly ok: boolean;
  readonly address: string | null;
  /** From the Service's creation to the first route to its address in the router's kernel. */
  readonly route_ms: number | null;
  /** From the Service's creation until every node is a next hop. */
  readonly all_routes_ms: number | null;
  /** The number of next hops of the router, counted before an announcer is killed. */
  readonly next_hops: number;
  /** True if every node served requests. */
  readonly http_ok: boolean;
  /** True if, while an announcer was dead, every node stayed a next hop and no request was lost. */
  readonly crash_ok: boolean;
  /** From the death of a node until the router dropped it as a next hop. */
  readonly death_ms: number | null;
  /** Number of requests that were lost after the death. */
  readonly lost: number | null;
  /** True if the other nodes still serve requests after the death. */
  readonly death_http_ok: boolean;
}

/** The findings, which each step of the tour fills in. */
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
