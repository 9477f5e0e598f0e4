/**
 * Faults of the network between a program and its API server.
 *
 * @module
 */

import type { KindName } from "./kind_names.ts";

/** The kind of a request. */
export type Direction = "watch" | "list" | "write";

export const directions: readonly Direction[] = ["watch", "list", "write"];

export const faultTypes = [
  /** All data is lost without an error: every connection is half-open, also new ones. */
  "stall",
  /** As `stall`, but only for the connections that exist when the fault begins, whatever their kind and direction. */
  "freeze",
  /** Half of the next line or answer arrives, and then nothing more. */
  "half",
  /** One byte arrives per second. */
  "drip",
  /**
   * Connections with a request break when the fault begins, whatever their kind and direction. Until the fault ends,
   * the connection of each new request of the fault's kind and direction breaks.
   */
  "reset",
  /** The answer to a watch or a list is 410 Gone. */
  "gone",
  /** The answer is 429 with `Retry-After`. */
  "busy",
  /** The answer is 503. */
  "down",
  /** A line or an answer is not JSON. */
  "garbage",
  /** Two lines are swapped. */
  "reorder",
  /**
   * A proxy holds data back until it has 64 KiB, until 30 s have passed since the first held byte, or until the answer
   * ends.
   */
  "hold",
] as const;

/**
 * `swallow`: events are lost, but bookmarks arrive. Programs notice this only after a minute, so the random mixture of
 * faults does not include it.
 */
export type FaultType = typeof faultTypes[number] | "swallow";

/** A fault of some requests, between two times. */
export interface Fault {
  readonly type: FaultType;
  /** The program whose requests have the fault; absent: all programs. */
  readonly agent?: string;
  /** The kind of the requested objects; absent: all kinds. */
  readonly kind?: KindName;
  /** Absent: watches, lists and writes. */
  readonly direction?: Direction;
  /** Milliseconds of virtual time. */
  readonly begins: number;
  readonly ends: number;
}

export interface Transfer {
  readonly agent: string;
  readonly kind: KindName;
  readonly direction: Direction;
}

export function concerns(fault: Fault, { agent, kind, direction }: Transfer): boolean {
  return (fault.agent ?? agent) === agent && (fault.kind ?? kind) === kind &&
    (fault.direction ?? direction) === direction;
}

export function textOf({ type, agent, kind, direction, begins, ends }: Fault): string {
  const what = `${direction ?? "every request"} of ${kind ?? "every kind"} by ${agent ?? "every program"}`;
  return `${type}: ${what}, ${begins / 1000}–${ends / 1000} s`;
}
