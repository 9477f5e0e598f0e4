/**
 * Samples of duties in a healthy cluster. Tests replace single fields.
 *
 * @module
 */

import type { Announced, Relieved, Standby, StandingIn } from "../../functions/model/announcing/duties/duty.ts";

export function announced(address: string): Announced {
  return {
    role: "holding",
    state: "announced",
    address,
    revision: 1,
    since: 0,
    toldSince: 0,
    origin: { is: "plan" },
    links: ["eth0"],
    macs: {},
    yielding: { is: "no" },
    contest: { is: "no" },
    conflict: { is: "no" },
    outOfReach: [],
    announcedAt: 0,
    rounds: 5,
    askedAt: 0,
  };
}

export function standby(address: string, holder: string): Standby {
  return {
    role: "waiting",
    state: "standby",
    address,
    holder,
    claim: { is: "open" },
    passedOver: [],
    evidence: { is: "plan" },
    checks: [],
  };
}

export function standingIn(address: string, holder: string, macs: StandingIn["macs"]): StandingIn {
  const evidence = { is: "plan" } as const;
  return { role: "surrogate", state: "standingIn", address, holder, macs, since: 0, evidence, path: "unknown" };
}

export function relieved(address: string, holder: string, macs: Relieved["macs"]): Relieved {
  return { role: "surrogate", state: "relieved", address, holder, macs, relievedSince: 0, until: 800 };
}
