import type { Duty, Waiting } from "./duty.ts";

/**
 * What is left of the duties of a node that did not run for a while: it may have been replaced, so it answers for nothing before
 * it has heard its peers; but what it held is its own as long as nobody else says so.
 */
export function suspended(duties: ReadonlyMap<string, Duty>): ReadonlyMap<string, Duty> {
  const left = new Map<string, Duty>();
  for (const [address, duty] of duties) {
    const held = duty.role === "holding" ? duty : duty.role === "waiting" ? duty.held : undefined;
    if (duty.role === "putAside") left.set(address, duty);
    if (held !== undefined) left.set(address, { role: "waiting", address, holder: "", held } satisfies Waiting);
  }
  return left;
}
