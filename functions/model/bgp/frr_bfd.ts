/**
 * BFD profiles in FRR's words.
 *
 * @module
 */

import type { BFDTiming } from "./bfd_profile.ts";
import type { Statement } from "./frr_statement.ts";
import { hash32 } from "../hash.ts";

/** Everything is said, also what is FRR's default: FRR has no command that takes a value back. */
export function bfdStatements(profiles: readonly BFDTiming[]): readonly Statement[] {
  return [{
    line: "bfd",
    inner: profiles.map((profile) => ({ line: `profile ${profileName(profile.name)}`, inner: timing(profile) })),
  }];
}

/** FRR takes at most 63 characters. */
export function profileName(name: string): string {
  return name.length <= 63 ? name : `${name.slice(0, 54)}-${hash32(name).toString(16).padStart(8, "0")}`;
}

function timing(profile: BFDTiming): readonly Statement[] {
  return [
    `detect-multiplier ${profile.detectMultiplier}`,
    `transmit-interval ${profile.transmitInterval}`,
    `receive-interval ${profile.receiveInterval}`,
    profile.passiveMode ? "passive-mode" : "no passive-mode",
    profile.echoMode ? "echo-mode" : "no echo-mode",
    `echo transmit-interval ${profile.echoInterval}`,
    `echo receive-interval ${profile.echoInterval}`,
    profile.minimumTtl === undefined ? "no minimum-ttl" : `minimum-ttl ${profile.minimumTtl}`,
  ].map((line) => ({ line }));
}
