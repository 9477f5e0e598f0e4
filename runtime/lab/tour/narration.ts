/**
 * The output of a tour.
 *
 * @module
 */

import { bold, dim, green, red, say } from "../../ground/terminal.ts";

/** The error that ends a tour, because a precondition of its next steps is missing. */
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

/** Prints the result of a check, and returns it. */
export function check(holds: boolean, text: string): boolean {
  fact(`${holds ? green("✓") : red("✗")} ${text}`);
  return holds;
}

export function showManifest(manifest: string): void {
  for (const line of manifest.trimEnd().split("\n")) say(dim(`    ${line}`));
  say();
}

/** A time in ms as text, with tenths for small values. */
export function ms(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
