/**
 * The findings of a tour through a lab with load sharing.
 *
 * @module
 */

/** The last line of `lab --load-sharing --once`. Null if the event was never seen. */
export interface SharingTourResult {
  /** True if every check of the tour succeeded. */
  readonly ok: boolean;
  readonly address: string | null;
  /** By node: how many hosts it serves. */
  readonly hosts: Readonly<Record<string, number>>;
  /** The Mbit/s that all hosts get together through an address that one node announces. */
  readonly one_node_mbit: number | null;
  /** The same through the address that all nodes share. */
  readonly all_nodes_mbit: number | null;
  readonly throughput_ok: boolean;
  /** From the death of a node until each of its hosts was served again, in milliseconds. */
  readonly death_ms: number | null;
  /** Number of requests that the hosts of the dead node lost. */
  readonly death_lost: number | null;
  /** Number of requests that the other hosts lost. */
  readonly others_lost: number | null;
  /** From the return of the node until it served all its hosts again, in milliseconds. */
  readonly return_ms: number | null;
  /** Number of requests that all hosts lost since the return of the node. */
  readonly return_lost: number | null;
}

/** The findings, which each step of the tour fills in. */
export type SharingFindings = { -readonly [Key in keyof SharingTourResult]: SharingTourResult[Key] };

export function newSharingFindings(): SharingFindings {
  return {
    ok: false,
    address: null,
    hosts: {},
    one_node_mbit: null,
    all_nodes_mbit: null,
    throughput_ok: false,
    death_ms: null,
    death_lost: null,
    others_lost: null,
    return_ms: null,
    return_lost: null,
  };
}

export function allOfSharingHeld(findings: SharingFindings): boolean {
  const { throughput_ok, death_ms, others_lost, return_ms, return_lost } = findings;
  return throughput_ok && death_ms !== null && others_lost === 0 && return_ms !== null && return_lost === 0;
}
