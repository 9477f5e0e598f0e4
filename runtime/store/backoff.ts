/**
 * The pause before the next attempt.
 *
 * @module
 */

export interface BackoffOptions {
  readonly firstMs: number;
  readonly mostMs: number;
}

/**
 * The pause in ms. It doubles with each attempt, up to a limit. Half of it is fixed and half is random ("equal
 * jitter"), so that clients that failed together do not retry together. `chance` is in [0, 1).
 */
export function backoffMs(
  attempt: number,
  { firstMs, mostMs }: BackoffOptions,
  chance: number = Math.random(),
): number {
  const full = Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 30));
  return full / 2 + chance * full / 2;
}
