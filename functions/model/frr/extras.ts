/**
 * Lines that a user adds to Arpeggio's configuration of FRR: the key `extras` of the ConfigMap `bgpextras`. MetalLB
 * reads the same key.
 *
 * @module
 */

import type { FrrConfiguration, FrrDaemon, Statement } from "./statement.ts";

/**
 * The configuration with the user's lines in it. If a block exists already, such as `router bgp 64512`, the user's
 * lines are added to that block. If two lines set the same value, the user's line takes effect.
 */
export function withExtras(configuration: FrrConfiguration, extras: string): FrrConfiguration {
  const byDaemon = Map.groupBy(parseExtras(extras), ({ line }) => daemonOf(line));
  const merged = (daemon: FrrDaemon): readonly Statement[] => merge(configuration[daemon], byDaemon.get(daemon) ?? []);
  return { zebra: merged("zebra"), bfdd: merged("bfdd"), bgpd: merged("bgpd") };
}

/**
 * Reads configuration that was written by hand: lines inside a block need not be indented.
 *
 * ```ts
 * import { parseExtras } from "./extras.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(parseExtras("router bgp 1\nbgp log-neighbor-changes\n!\nip prefix-list own permit 10.0.0.0/8\n"), [
 *   { line: "router bgp 1", inner: [{ line: "bgp log-neighbor-changes" }] },
 *   { line: "ip prefix-list own permit 10.0.0.0/8" },
 * ]);
 * ```
 */
export function parseExtras(text: string): readonly Statement[] {
  const top: Statement[] = [];
  let open: Statement[][] = [top];
  for (const raw of text.split("\n")) {
    const line = raw.trim().replace(/\s+/g, " ");
    if (line === "" || line.startsWith("!") || line.startsWith("#")) continue;
    if (line === "end") open = [top];
    else if (/^exit(-|$)/.test(line)) open = open.length > 1 ? open.slice(0, -1) : open;
    else open = add(line, isTop(line, raw) ? [top] : isSecond(line) ? open.slice(0, 2) : open);
  }
  return top;
}

/** Adds the line to the innermost open block, and returns the blocks that are open afterwards. */
function add(line: string, open: Statement[][]): Statement[][] {
  const inner: Statement[] | undefined = isBlock(line) ? [] : undefined;
  open.at(-1)?.push(inner === undefined ? { line } : { line, inner });
  return inner === undefined ? open : [...open, inner];
}

/**
 * True if the line is outside all blocks. If the same words are also possible inside a block, the indentation decides.
 */
function isTop(line: string, raw: string): boolean {
  if (/^(router bgp|route-map|bfd$|vrf|interface|debug|log|line) ?/.test(line)) return true;
  if (/^(bgp (as-path|community-list|large-community-list|extcommunity-list|route-map)|access-list) /.test(line)) {
    return true;
  }
  return /^(no )?(ip|ipv6) (prefix-list|access-list|router-id|protocol|nht) /.test(line) && !/^\s/.test(raw);
}

function isSecond(line: string): boolean {
  return /^(address-family|profile|peer) /.test(line);
}

function isBlock(line: string): boolean {
  return /^(router bgp|route-map|vrf|interface|address-family|profile|peer) |^bfd$/.test(line);
}

function daemonOf(line: string): FrrDaemon {
  if (/^bfd$|^debug bfd/.test(line)) return "bfdd";
  return /^(vrf|interface|debug zebra|(no )?(ip|ipv6) (router-id|protocol|nht)) ?/.test(line) ? "zebra" : "bgpd";
}

/** Joins both lists. Definitions come before the routers that use them. */
function merge(own: readonly Statement[], extras: readonly Statement[]): readonly Statement[] {
  const ownLines = new Set(own.map(({ line }) => line));
  const added = extras.filter(({ line }) => !ownLines.has(line));
  const inBlocks = Map.groupBy(extras, ({ line }) => line);
  const merged = own.map((each) => {
    const inner = (inBlocks.get(each.line) ?? []).flatMap((extra) => extra.inner ?? []);
    return each.inner === undefined || inner.length === 0 ? each : { ...each, inner: merge(each.inner, inner) };
  });
  const isRouter = ({ line }: Statement): boolean => line.startsWith("router ");
  const isFamily = ({ line }: Statement): boolean => line.startsWith("address-family ");
  const isLast = (each: Statement): boolean => isRouter(each) || isFamily(each);
  return [
    ...merged.filter((each) => !isLast(each)),
    ...added.filter((each) => !isLast(each)),
    ...merged.filter(isLast),
    ...added.filter(isLast),
  ];
}
