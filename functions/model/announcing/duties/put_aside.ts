/**
 * A stranger uses a new address. No node answers for the address for ten minutes. But if a Service waits for the
 * address, the node that found the stranger probes the address every 30 s, and takes it as soon as the stranger has
 * stopped.
 *
 * Why: docs/adr/0024-what-one-announcer-may-say.md
 *
 * @module
 */

import type { VirtualIP } from "../../crds.ts";
import { toInstant } from "../../instant.ts";
import type { Instant } from "../../kubernetes.ts";
import { askAgainMs, probeMs, putAsideMs } from "../timing.ts";
import type { PutAside } from "./duty.ts";
import { answeredBy, isFree } from "./found.ts";
import type { AddressView } from "./takeover.ts";
import type { Situation } from "./situation.ts";
import type { Step } from "./step.ts";

/**
 * The duty of a node that leaves the address to a stranger; undefined if there is no reason to. If another node found
 * the stranger, this node knows it from the status.
 */
export function putAside({ duty, virtualIP }: AddressView, { now, announcers }: Situation): PutAside | undefined {
  // The MAC belongs to a peer after all: the address is no longer put aside.
  if (duty?.role === "putAside" && duty.found.by === "probe" && announcers.has(duty.found.mac)) return undefined;
  const aside = duty?.role === "putAside"
    ? duty
    : duty === undefined || duty.role === "waiting"
    ? told(virtualIP, now)
    : undefined;
  return aside !== undefined && now - aside.since < putAsideMs ? aside : undefined;
}

/**
 * One step of a node that leaves the address to a stranger; undefined: no host answers for the address any more. Only
 * the node that found the stranger probes, and only while a Service waits for the address.
 */
export function leaveAlone(duty: PutAside, { virtualIP, home }: AddressView, situation: Situation): Step | undefined {
  const { now } = situation;
  const ends = duty.since + putAsideMs;
  const asks = duty.found.by === "probe" && virtualIP.spec.services.length > 0 && home.length > 0;
  if (!asks) return { duty, resyncAt: ends };
  const askAt = duty.askedAt + askAgainMs;
  if (now < askAt) return { duty, resyncAt: Math.min(ends, askAt) };
  const on = home.map((link) => ({ address: duty.address, link }));
  const mac = answeredBy(on, situation);
  if (mac !== undefined) {
    const found = { by: "probe", mac } as const;
    return { duty: { ...duty, found, askedAt: now }, resyncAt: Math.min(ends, now + askAgainMs) };
  }
  return isFree(on, situation) ? undefined : { duty, probes: on, resyncAt: Math.min(ends, now + probeMs) };
}

/** @param now replaces a later time in the status: the clock of the node that wrote the status may be ahead */
function told({ spec, status }: VirtualIP, now: Instant): PutAside | undefined {
  const conflict = status?.conditions?.find((each) =>
    each.type === "Conflict" && each.status === "True" && each.reason === "AddressConflict"
  );
  const since = toInstant(conflict?.lastTransitionTime);
  if (since === undefined) return undefined;
  const begun = Math.min(now, since);
  const found = { by: "status" } as const;
  return { role: "putAside", state: "putAside", address: spec.address, found, since: begun, askedAt: begun };
}
