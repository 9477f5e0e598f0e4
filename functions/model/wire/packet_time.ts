/**
 * The time at which a datagram arrived, by the clock of the kernel (`SO_TIMESTAMPNS` in `socket(7)`).
 *
 * @module
 */

import type { Instant } from "../kubernetes.ts";
import type { ControlMessage } from "./control_messages.ts";

const levelSocket = 1;
const typeTimestamp = 35;

/** The time in the control messages; undefined if no message has it. */
export function timeInControl(messages: readonly ControlMessage[]): Instant | undefined {
  const told = messages.find(({ level, type, content }) =>
    level === levelSocket && type === typeTimestamp && content.byteLength >= 16
  );
  if (told === undefined) return undefined;
  return Number(told.content.getBigInt64(0, true)) * 1_000 + Number(told.content.getBigInt64(8, true)) / 1_000_000;
}
