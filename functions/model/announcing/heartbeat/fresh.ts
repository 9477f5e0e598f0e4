/**
 * A peer counts as heard for this many ms after its last heartbeat. If the delays of two networks differ by less than
 * this time, a beat on the slower network is not taken for a replay.
 *
 * @param everyMs time between two heartbeats of the peer, in ms
 */
export function freshMs(everyMs: number): number {
  return 3 * everyMs;
}
