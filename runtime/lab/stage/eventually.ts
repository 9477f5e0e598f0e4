/**
 * Waits for a state by polling.
 *
 * @module
 */

const patienceMs = 30_000;

/** Polls until `holds` resolves to true. Throws after 30 s. */
export async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!await holds()) {
    if (performance.now() > deadline) throw new Error(`Not within ${patienceMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
