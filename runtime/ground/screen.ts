/**
 * The width of the user's screen.
 *
 * @module
 */

/** The width of a screen if it is not known, and of most terminals. */
export const usualWidth = 80;

/** The width in columns: the value of COLUMNS, otherwise the width of the terminal, or 80 without a terminal. */
export function screenWidth(): number {
  const told = Number(Deno.env.get("COLUMNS"));
  if (Number.isInteger(told) && told > 0) return told;
  if (!Deno.stdout.isTerminal()) return usualWidth;
  try {
    return Deno.consoleSize().columns || usualWidth;
  } catch {
    return usualWidth;
  }
}
