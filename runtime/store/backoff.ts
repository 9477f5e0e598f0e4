/**
 * How long to wait before the next attempt.
 *
 * @module
 */

export interface BackoffOptions {
  readonly firstMs: number;
  readonly mostMs: number;
}

/**
 * Doubles from attempt to attempt, up to the limit, with "equal jitter": half of it is fixed, half of it is chance, so
 * that clients which failed together do not come back together. `chance` is in [0, 1).
 */
export function backoffMs(
  attempt: number,
  { firstMs, mostMs }: BackoffOptions,
  chance: number = Math.random(),
): number {
  const full = Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 30));
  return full / 2 + chance * full / 2;
}

/** Resolves after that time, or as soon as the signal aborts. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const stop = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
