/**
 * How a tour speaks.
 *
 * @module
 */

import { bold, dim, green, red, say } from "../terminal.ts";

/** Something that the rest depends on did not come about: the tour ends. */
export class TourEnded extends Error {
  override readonly name = "TourEnded";
}

export function part(title: string): void {
  say();
  say(bold(title));
}

export function fact(text: string): void {
  say(`  ${text}`);
}

/** Says whether something held, and returns it. */
export function check(holds: boolean, text: string): boolean {
  fact(`${holds ? green("✓") : red("✗")} ${text}`);
  return holds;
}

export function showManifest(manifest: string): void {
  for (const line of manifest.trimEnd().split("\n")) say(dim(`    ${line}`));
  say();
}

/** To tenths where they matter. */
export function ms(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
