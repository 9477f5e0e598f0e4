/**
 * FRR's configuration as a tree: some statements contain others.
 *
 * @module
 */

export interface Statement {
  /** Without indentation, e.g. `router bgp 64512`. */
  readonly line: string;
  /** The statements inside; undefined if the statement cannot contain any. */
  readonly inner?: readonly Statement[];
}

/** The configuration of each of FRR's daemons. */
export interface FrrConfiguration {
  readonly zebra: readonly Statement[];
  readonly bfdd: readonly Statement[];
  readonly bgpd: readonly Statement[];
}

/** The daemons in the order in which they are configured: bfdd comes before bgpd, whose neighbors name BFD profiles. */
export const frrDaemons = ["zebra", "bfdd", "bgpd"] as const satisfies readonly (keyof FrrConfiguration)[];

export type FrrDaemon = typeof frrDaemons[number];

/** The text of statements, in the form that FRR itself writes. */
export function statementsText(statements: readonly Statement[]): string {
  return statements.flatMap((each) => linesOf(each, "")).map((line) => `${line}\n`).join("");
}

/** A complete configuration file for the start of FRR. */
export function configurationText(configuration: FrrConfiguration): string {
  return `frr defaults traditional\n${frrDaemons.map((daemon) => statementsText(configuration[daemon])).join("")}`;
}

function linesOf({ line, inner }: Statement, indent: string): readonly string[] {
  if (inner === undefined) return [indent + line];
  const end = line.startsWith("address-family ") ? "exit-address-family" : "exit";
  return [indent + line, ...inner.flatMap((each) => linesOf(each, `${indent} `)), indent + end];
}

/**
 * Reads the configuration that a daemon prints, or a configuration file. Leaves out comments, and the lines that end a
 * block.
 *
 * ```ts
 * import { parseStatements } from "./statement.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(parseStatements("!\nroute-map in deny 1\nexit\n!\nbfd\n profile fast\n  echo-mode\n exit\nexit\n"), [
 *   { line: "route-map in deny 1", inner: [] },
 *   { line: "bfd", inner: [{ line: "profile fast", inner: [{ line: "echo-mode" }] }] },
 * ]);
 * ```
 */
export function parseStatements(text: string): readonly Statement[] {
  const top: Statement[] = [];
  const open: { readonly depth: number; readonly inner: Statement[] }[] = [{ depth: -1, inner: top }];
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    const depth = raw.length - raw.trimStart().length;
    if (line === "" || line.startsWith("!") || /^(exit|end)(-[a-z-]+)?$/.test(line)) continue;
    while (depth <= (open.at(-1)?.depth ?? -1)) open.pop();
    const inner: Statement[] | undefined = holdsOthers(line) ? [] : undefined;
    open.at(-1)?.inner.push(inner === undefined ? { line } : { line, inner });
    if (inner !== undefined) open.push({ depth, inner });
  }
  return top;
}

function holdsOthers(line: string): boolean {
  return /^(router |route-map |address-family |bfd$|profile |vrf )/.test(line);
}
