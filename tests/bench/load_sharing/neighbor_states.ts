/**
 * Which frames move a host to another MAC: a table of the states of its kernel's neighbor entry and of its settings.
 *
 * @module
 */

import { arpRedirection, type Redirection } from "../../../functions/model/wire/arp.ts";
import { ndpRedirection } from "../../../functions/model/wire/ndp_frames.ts";
import { isIPv6 } from "../../../functions/model/addresses/address.ts";
import { moveFrames } from "../../../runtime/announcer/frames.ts";
import { type Cell, moveFromEveryState, states } from "../../lab/stage/neighbor_states.ts";

/** The frames of load sharing and of planned moves, and for comparison the single frame of an ordinary announcement. */
const kinds = [
  { name: "both frames", framesOf: (move: Redirection, host: string) => moveFrames(move, [host]) },
  { name: "one frame alone", framesOf: (move: Redirection) => [oneFrame(move)] },
];

export async function neighborStates(): Promise<void> {
  for (const { name, framesOf } of kinds) {
    const { cells, isSwitchUnchanged } = await moveFromEveryState(framesOf);
    print([`${name}, two moves in a row`.padEnd(48), ...states.map((state) => state.padEnd(10))]);
    for (const [setting, row] of Map.groupBy(cells, textOf)) {
      const moved = states.map((state) => movedText(row.find((cell) => cell.state === state)));
      print([setting.padEnd(48), ...moved.map((text) => text.padEnd(10))]);
    }
    print([`the switch ${isSwitchUnchanged ? "finds every MAC at its old port" : "has moved a MAC"}`]);
  }
}

function oneFrame(move: Redirection): Uint8Array {
  return isIPv6(move.address) ? ndpRedirection(move) : arpRedirection(move);
}

function textOf({ family, setting }: Cell): string {
  const values = Object.entries(setting).map(([name, value]) => `${name.split(".").at(-1)}=${value}`);
  return `${family} ${values.join(" ")}`;
}

function movedText(cell: Cell | undefined): string {
  const [first = false, second = false] = cell?.isMoved ?? [];
  if (first && second) return "moved";
  return first ? "once" : second ? "later" : "STAYED";
}

function print(cells: readonly string[]): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${cells.join("  ").trimEnd()}\n`));
}
