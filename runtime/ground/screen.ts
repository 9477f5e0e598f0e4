/**
 * The width of the user's screen.
 *
 * @module
 */

const usual = 80;

/** The width in columns: the value of COLUMNS, otherwise the width of the terminal, or 80 without a terminal. */
export function screenWidth(): number {
  const told = Number(Deno.env.get("COLUMNS"));
  if (Number.isInteger(told) && told > 0) return told;
  if (!Deno.stdout.isTerminal()) return usual;
  try {
    return Deno.consoleSize().columns || usual;
  } catch {
    return usual;
  }
}
