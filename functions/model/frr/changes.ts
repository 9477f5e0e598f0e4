/**
 * The commands that change FRR from one configuration to another. They contain only differences: a session is closed
 * only if a line of its own neighbor changes, or the AS number or the router ID of its block `router bgp`.
 *
 * @module
 */

import { withoutNeighbors } from "./refusals.ts";
import type { Statement } from "./statement.ts";

/**
 * The commands of FRR's configuration mode. In `after`, each definition must come before its use: so a definition is
 * added before the lines that use it, and removed after them.
 *
 * ```ts
 * import { changesOf } from "./changes.ts";
 * import { parseStatements } from "./statement.ts";
 * import assert from "node:assert/strict";
 * const before = parseStatements("router bgp 1\n bgp router-id 10.0.0.1\n neighbor 10.0.0.2 remote-as 2");
 * const after = parseStatements("router bgp 1\n bgp router-id 10.0.0.9\n neighbor 10.0.0.3 remote-as 3");
 * assert.deepEqual(changesOf(before, after), [
 *   "router bgp 1",
 *   "no neighbor 10.0.0.2",
 *   "bgp router-id 10.0.0.9",
 *   "neighbor 10.0.0.3 remote-as 3",
 *   "neighbor 10.0.0.3 shutdown",
 *   "no neighbor 10.0.0.3 shutdown",
 *   "exit",
 * ]);
 * assert.deepEqual(changesOf(after, after), []);
 * ```
 */
export function changesOf(before: readonly Statement[], after: readonly Statement[]): readonly string[] {
  const closed = closedNeighbors(before, after);
  const was = new Map(withoutNeighbors(before, new Set(closed)).map((each) => [settingOf(each), each]));
  const is = new Map(after.map((each) => [settingOf(each), each]));
  const opened = [...definitions(after).keys()].filter((neighbor) =>
    closed.includes(neighbor) || !definitions(before).has(neighbor)
  );
  const gone = [...was].filter(([setting]) => !is.has(setting)).map(([, each]) => each).reverse();
  return [
    ...closed.map((neighbor) => `no neighbor ${neighbor}`),
    ...gone.filter(({ inner }) => inner === undefined).map(({ line }) => negated(line)),
    ...[...is].flatMap(([setting, each]) => [...change(was.get(setting), each), ...held(each, opened)]),
    ...opened.map((neighbor) => `no neighbor ${neighbor} shutdown`),
    ...gone.filter(({ inner }) => inner !== undefined).flatMap(removal),
  ];
}

/**
 * For a line that defines a new neighbor: the command that shuts the neighbor down until all its lines are set.
 * Otherwise FRR could connect with half of the settings, and the router would refuse the session for a minute.
 */
function held({ line }: Statement, opened: readonly string[]): readonly string[] {
  const neighbor = definedBy(line)?.neighbor;
  return neighbor !== undefined && opened.includes(neighbor) ? [`neighbor ${neighbor} shutdown`] : [];
}

function change(before: Statement | undefined, after: Statement): readonly string[] {
  const { line, inner } = after;
  if (inner === undefined) return before?.line === line ? [] : [line];
  const replaced = before !== undefined && isReplaced(before, after);
  const inside = changesOf(replaced ? [] : before?.inner ?? [], inner);
  const block = [line, ...inside, "exit"];
  if (replaced) return [`no ${before.line}`, ...block];
  return before?.line === line && inside.length === 0 ? [] : block;
}

/**
 * True if the block must be removed and made again: a block `router bgp` with another AS number, or a BFD profile with
 * a removed setting (FRR cannot reset the setting).
 */
function isReplaced(before: Statement, after: Statement): boolean {
  if (after.line.startsWith("router ")) return before.line !== after.line;
  if (!after.line.startsWith("profile ")) return false;
  const settings = new Set(after.inner?.map(settingOf));
  return before.inner?.some((each) => !settings.has(settingOf(each))) ?? false;
}

/**
 * The commands that remove a statement. Two kinds of blocks cannot be removed, only emptied: an address family, and a
 * VRF that the kernel has.
 */
function removal({ line, inner = [] }: Statement): readonly string[] {
  if (!/^(address-family|vrf) /.test(line)) return [`no ${line}`];
  const inside = changesOf(inner, []);
  return inside.length === 0 ? [] : [line, ...inside, "exit"];
}

function negated(line: string): string {
  if (line.startsWith("no ")) return line.slice("no ".length);
  // After `no`, FRR ignores the rest of these lines. Without the rest, the command also contains no password.
  return `no ${/^(neighbor \S+ password|network \S+|description)(?= )/.exec(line)?.[0] ?? line}`;
}

/** The setting of a line: a later line of the same setting replaces an earlier one. */
function settingOf({ line, inner }: Statement): string {
  const words = line.replace(/^no /, "").split(" ");
  const [first, second, third, fourth = ""] = words;
  if (inner !== undefined) {
    if (first === "router") return `router ${words.slice(3).join(" ")}`;
    return first === "route-map" ? `route-map ${second} ${fourth}` : line;
  }
  switch (first) {
    case "neighbor":
      return third === "route-map"
        ? `neighbor ${second} route-map ${words[4]}`
        : `neighbor ${second} ${third} ${["connect", "profile"].includes(fourth) ? fourth : ""}`;
    case "network":
    case "set":
    case "match":
    case "echo":
    case "bgp":
      return `${first} ${second}`;
    case "ip":
    case "ipv6":
      return line;
    default:
      return first ?? "";
  }
}

/** The removed neighbors, and the neighbors whose session must restart because of a change. */
function closedNeighbors(before: readonly Statement[], after: readonly Statement[]): readonly string[] {
  const stay = definitions(after);
  const restart = gracefulNeighbors(after);
  const restarted = gracefulNeighbors(before);
  return [...definitions(before)].filter(([neighbor, kind]) =>
    stay.get(neighbor) !== kind || restart.has(neighbor) !== restarted.has(neighbor)
  ).map(([neighbor]) => neighbor);
}

/** By neighbor: the kind of line that defines it. */
function definitions(statements: readonly Statement[]): ReadonlyMap<string, string> {
  const defined = statements.map(({ line }) => definedBy(line)).filter((each) => each !== undefined);
  return new Map(defined.map(({ neighbor, kind }) => [neighbor, kind]));
}

function definedBy(line: string): { readonly neighbor: string; readonly kind: string } | undefined {
  const [, neighbor, kind] = /^neighbor (\S+) (remote-as|interface) /.exec(line) ?? [];
  return neighbor === undefined || kind === undefined ? undefined : { neighbor, kind };
}

function gracefulNeighbors(statements: readonly Statement[]): ReadonlySet<string> {
  return new Set(statements.flatMap(({ line }) => /^neighbor (\S+) graceful-restart$/.exec(line)?.[1] ?? []));
}
