/**
 * Waiting for what nobody tells.
 *
 * @module
 */

const patienceMs = 30_000;

/** Asks until it holds: routers do not tell when something has changed. Fails when it takes too long. */
export async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!await holds()) {
    if (performance.now() > deadline) throw new Error(`Not within ${patienceMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
