/**
 * FRR's configuration of BFD profiles.
 *
 * @module
 */

import type { BFDTiming } from "../bgp/bfd_profile.ts";
import type { Statement } from "./statement.ts";
import { hash32 } from "../hash.ts";

/**
 * The statements of these profiles. Every value is written, even if it is FRR's default: FRR 8.4 has no command that
 * resets a number such as `detect-multiplier`.
 */
export function bfdStatements(profiles: readonly BFDTiming[]): readonly Statement[] {
  return [{
    line: "bfd",
    inner: profiles.map((profile) => ({ line: `profile ${profileName(profile.name)}`, inner: timing(profile) })),
  }];
}

/** The profile's name in FRR, which accepts at most 63 characters. */
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
