/**
 * The configuration without the parts that FRR refused, and without parts that would be unsafe alone.
 *
 * Why: docs/adr/0023-what-frr-runs.md
 *
 * @module
 */

import type { Statement } from "./statement.ts";

/** A command that FRR refused. */
export interface Refusal {
  /** The blocks that were open, outermost first, e.g. `["router bgp 64512", "address-family ipv4 unicast"]`. */
  readonly within: readonly string[];
  readonly command: string;
  /** FRR's error message. */
  readonly words: string;
}

/**
 * The configuration without the refused lines. A route map that lacks a line could pass routes without a community, or
 * to the wrong peer. A session without its password or its route maps would be open to everyone. So such a block or
 * neighbor is removed as a whole.
 *
 * ```ts
 * import { withoutRefused } from "./refusals.ts";
 * import { parseStatements } from "./statement.ts";
 * import assert from "node:assert/strict";
 * const wanted = parseStatements("router bgp 1\n neighbor 10.0.0.1 remote-as 2\n neighbor 10.0.0.1 port 99999\n network x");
 * const refused = { within: ["router bgp 1"], command: "neighbor 10.0.0.1 port 99999", words: "% Unknown command" };
 * assert.deepEqual(withoutRefused(wanted, [refused]), [
 *   { line: "router bgp 1", inner: [{ line: "neighbor 10.0.0.1 remote-as 2" }, { line: "network x" }] },
 * ]);
 * ```
 */
export function withoutRefused(
  statements: readonly Statement[],
  refusals: readonly Refusal[],
): readonly Statement[] {
  if (refusals.length === 0) return statements;
  const here = new Set(refusals.filter(({ within }) => within.length === 0).map(({ command }) => command));
  return statements.filter(({ line }) => !here.has(line)).flatMap((each) => {
    const inside = refusals.filter(({ within }) => within[0] === each.line)
      .map(({ within, ...refusal }) => ({ ...refusal, within: within.slice(1) }));
    if (each.inner === undefined || inside.length === 0) return [each];
    if (each.line.startsWith("route-map ")) return [];
    const lost = new Set(inside.flatMap(({ command }) => indispensableFor(command) ?? []));
    return [{ line: each.line, inner: withoutNeighbors(withoutRefused(each.inner, inside), lost) }];
  });
}

/** True if the configuration has the command's line in these blocks. Always false for a command that removes a line. */
export function hasLine(statements: readonly Statement[], { within: [block, ...inside], command }: Place): boolean {
  if (block === undefined) return statements.some(({ line }) => line === command);
  return statements.some(({ line, inner = [] }) => line === block && hasLine(inner, { within: inside, command }));
}

type Place = Pick<Refusal, "within" | "command">;

/** The neighbor that must not have a session if FRR refuses the command; undefined if no neighbor depends on it. */
export function indispensableFor(command: string): string | undefined {
  return /^neighbor (\S+) (remote-as|interface|password|route-map) /.exec(command)?.[1];
}

/** The configuration without the lines of these neighbors. */
export function withoutNeighbors(
  statements: readonly Statement[],
  neighbors: ReadonlySet<string>,
): readonly Statement[] {
  if (neighbors.size === 0) return statements;
  return statements.filter(({ line }) => !neighbors.has(/^neighbor (\S+) /.exec(line)?.[1] ?? ""))
    .map((each) =>
      each.inner === undefined ? each : { line: each.line, inner: withoutNeighbors(each.inner, neighbors) }
    );
}
