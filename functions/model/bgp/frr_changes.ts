/**
 * The commands that lead FRR from one configuration to another and touch nothing that is the same in both: a session is closed
 * only where its own neighbor says something else.
 *
 * @module
 */

import type { Statement } from "./frr_statement.ts";

/**
 * Commands of the configuration mode. What others refer to comes before them, and goes after them, if `after` is written so.
 *
 * ```ts
 * import { changesOf } from "./frr_changes.ts";
 * import { parseStatements } from "./frr_statement.ts";
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
  const was = new Map(without(closed, before).map((each) => [settingOf(each), each]));
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

/** A neighbor must not open its session before everything is said of it: with half of it, the router would refuse for a minute. */
function held({ line }: Statement, opened: readonly string[]): readonly string[] {
  const neighbor = definedBy(line)?.neighbor;
  return neighbor !== undefined && opened.includes(neighbor) ? [`neighbor ${neighbor} shutdown`] : [];
}

function change(before: Statement | undefined, after: Statement): readonly string[] {
  const { line, inner } = after;
  if (inner === undefined) return before?.line === line ? [] : [line];
  const replaced = before !== undefined && before.line !== line && line.startsWith("router ");
  const inside = changesOf(replaced ? [] : before?.inner ?? [], inner);
  const block = [line, ...inside, "exit"];
  if (replaced) return [`no ${before.line}`, ...block];
  return before?.line === line && inside.length === 0 ? [] : block;
}

/** An address family cannot be removed, only emptied. */
function removal({ line, inner = [] }: Statement): readonly string[] {
  if (!line.startsWith("address-family ")) return [`no ${line}`];
  const inside = changesOf(inner, []);
  return inside.length === 0 ? [] : [line, ...inside, "exit"];
}

function negated(line: string): string {
  if (line.startsWith("no ")) return line.slice("no ".length);
  // The rest of the line may be left out, and a password should be.
  return `no ${/^(neighbor \S+ password|network \S+|description)(?= )/.exec(line)?.[0] ?? line}`;
}

/** What there is only one of: a later line about the same takes the place of an earlier one. */
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

/** Those that are no longer there, and those that must begin anew to take notice. */
function closedNeighbors(before: readonly Statement[], after: readonly Statement[]): readonly string[] {
  const stay = definitions(after);
  const restart = gracefulNeighbors(after);
  const restarted = gracefulNeighbors(before);
  return [...definitions(before)].filter(([neighbor, kind]) =>
    stay.get(neighbor) !== kind || restart.has(neighbor) !== restarted.has(neighbor)
  ).map(([neighbor]) => neighbor);
}

/** Each neighbor with the kind of line that makes it one. */
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

function without(neighbors: readonly string[], statements: readonly Statement[]): readonly Statement[] {
  if (neighbors.length === 0) return statements;
  return statements.filter(({ line }) => !neighbors.some((each) => line.startsWith(`neighbor ${each} `)))
    .map((each) => each.inner === undefined ? each : { line: each.line, inner: without(neighbors, each.inner) });
}
