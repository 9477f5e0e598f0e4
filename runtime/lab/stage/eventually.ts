/**
 * Waits for a state by polling.
 *
 * @module
 */

const usualPatienceMs = 30_000;

/** Polls until `holds` resolves to true. Throws after `patienceMs`. */
export async function eventually(
  what: string,
  holds: () => Promise<boolean>,
  patienceMs: number = usualPatienceMs,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!await holds()) {
    if (performance.now() > deadline) throw new Error(`Not within ${patienceMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
