/**
 * The state of a cluster as text.
 *
 * @module
 */

import { counted } from "../../../functions/model/counted.ts";
import type { Instant } from "../../../functions/model/kubernetes.ts";
import type { AddressRow, NodeRow, PageState, PoolRow } from "../../../functions/page/page_state.ts";
import { readText } from "./read_text.ts";
import { bold, green, red } from "../../ground/terminal.ts";
import { textTable } from "../../ground/text_table.ts";
import { sentence } from "../../ground/wrap.ts";

/** The worst severity in the state and in the faults of the input. */
export type Alarm = "problem" | "warning" | "none";

/**
 * @param width how wide tables may be, in columns
 * @param given the faults of the input, one line for each
 * @param kinds by kind: how many objects were read from manifests
 */
export function statusText(
  state: PageState,
  width: number,
  { given, alarm, kinds }: {
    readonly given: readonly string[];
    readonly alarm: Alarm;
    readonly kinds: ReadonlyMap<string, number>;
  },
): readonly string[] {
  const { pools, nodes, addresses, troubles, conflicts, faults } = state;
  const missing = state.pending.filter(({ reason }) => reason !== "Pending");
  const table = (header: readonly string[], rows: readonly (readonly string[])[], spare: readonly string[] = []) =>
    rows.length === 0 ? [] : ["", ...textTable([header.map(bold), ...rows], { width, spare })];
  return [
    ...sentence(summary(addresses, alarm), width),
    ...pools.length + nodes.length + addresses.length > 0 || kinds.size === 0 ? [] : sentence(readText(kinds), width),
    ...table(["POOL", "ADDRESSES", "USED", "FREE"], pools.map(poolCells)),
    ...table(
      ["NODE", "ANNOUNCER", "UP SINCE", "ADDRESSES", "SHARE", "STANDS BY"],
      nodes.map(nodeCells),
      ["SHARE", "UP SINCE", "STANDS BY"],
    ),
    ...table(
      ["ADDRESS", "POOL", "SERVICES", "NODE", "STANDBY", "SINCE", "STATE"],
      addresses.map(addressCells),
      ["SINCE", "POOL", "STANDBY", "SERVICES"],
    ),
    ...table(["MISSING", "REASON", "WHY"], missing.map(({ subject, reason, message }) => [subject, reason, message])),
    ...table(["TROUBLE", "REASON", "WHY"], troubles.map(({ subject, reason, message }) => [subject, reason, message])),
    ...table(
      ["CONFLICT", "SERVICES", "WHY"],
      conflicts.map(({ address, services, message }) => [address, services.join(", "), message]),
    ),
    ...table(["FAULT", "FIELD", "WHY"], faults.map(({ object, field, message }) => [object, field, message])),
    ...given.length === 0 ? [] : [
      "",
      ...sentence(bold("Faults of the manifests:"), width),
      ...given.flatMap((each) => sentence(`  ${each}`, width)),
    ],
  ];
}

function summary(addresses: readonly AddressRow[], alarm: Alarm): string {
  const announced = addresses.filter(({ state }) => state === "Announcing").length;
  const planned = addresses.filter(({ state }) => state === "Pending").length;
  const told = `${announced} of ${counted(addresses.length, "address")} announced${
    planned === 0 ? "" : `, ${planned} planned`
  }`;
  switch (alarm) {
    case "problem":
      return `${red(told)}. Problems are listed below.`;
    case "warning":
      return `${told}. Warnings are listed below.`;
    case "none":
      return `${green(told)}. Nothing needs attention.`;
  }
}

function poolCells({ name, ranges, invalid, usage }: PoolRow): readonly string[] {
  const of = (count: (one: PoolRow["usage"][number]) => number): string => usage.map(count).join(" + ") || "0";
  const given = invalid === undefined ? ranges.join(", ") : red(`invalid: ${invalid}`);
  return [name, given, of(({ assigned }) => assigned), of(({ available }) => available)];
}

function nodeCells({ name, announcer, upSince, announces, share, standby }: NodeRow): readonly string[] {
  const isUp = announcer === "live" || announcer === "assumed";
  return [name, isUp ? announcer : red(announcer), time(upSince), String(announces), share.toFixed(1), String(standby)];
}

function addressCells(
  { address, pool, services, state, owner, sharers, standbys, since }: AddressRow,
): readonly string[] {
  const word = state === "Announcing" ? green(state) : state === "Pending" ? state : red(state);
  return [
    address,
    pool ?? "-",
    services.join(", "),
    sharers?.join(", ") ?? owner ?? "-",
    standbys.join(", ") || "-",
    time(since),
    word,
  ];
}

function time(instant: Instant | undefined): string {
  return instant === undefined ? "-" : new Date(instant).toISOString().slice(0, 19) + "Z";
}
