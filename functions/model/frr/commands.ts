/**
 * Commands of FRR's configuration mode with the blocks that they are in.
 *
 * @module
 */

export interface PlacedCommand {
  /** The blocks that the command is in, outermost first. */
  readonly within: readonly string[];
  readonly command: string;
  /** `opens`: the command opens a block. `closes`: it closes the innermost block. Absent: neither. */
  readonly block?: "opens" | "closes";
}

/**
 * The commands, each with the blocks around it.
 *
 * ```ts
 * import { placed } from "./commands.ts";
 * import assert from "node:assert/strict";
 * assert.deepEqual(placed(["router bgp 1", "network 10.0.0.0/8", "exit"]), [
 *   { within: [], command: "router bgp 1", block: "opens" },
 *   { within: ["router bgp 1"], command: "network 10.0.0.0/8" },
 *   { within: ["router bgp 1"], command: "exit", block: "closes" },
 * ]);
 * ```
 */
export function placed(commands: readonly string[]): readonly PlacedCommand[] {
  const open: string[] = [];
  return commands.map((command) => {
    const within = [...open];
    if (command === "exit") {
      open.pop();
      return { within, command, block: "closes" };
    }
    if (!opensBlock.test(command)) return { within, command };
    open.push(command);
    return { within, command, block: "opens" };
  });
}

/** The places that the commands change. A command that only opens or closes a block changes nothing. */
export function placesOf(commands: readonly string[]): ReadonlySet<string> {
  const changing = placed(commands).filter(({ block }) => block === undefined);
  return new Set(changing.map(({ within, command }) => [...within, command].join(" / ")));
}

const opensBlock = /^(router |route-map |address-family |profile |vrf |interface |peer )|^bfd$/;
