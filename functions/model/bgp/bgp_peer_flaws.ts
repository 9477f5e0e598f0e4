/**
 * What is wrong with a BGPPeer, by itself.
 *
 * @module
 */

import { parseAddress } from "../addresses/address.ts";
import type { BFDTiming } from "./bfd_profile.ts";
import { timerFlaws } from "./bgp_timers.ts";
import type { BGPPeer } from "../crds.ts";
import { error, type FaultReason, type Flaw, warning } from "../fault.ts";
import { namespaceFlaws } from "../pools/namespace_flaws.ts";
import { selectorListFlaws } from "../selector_flaws.ts";
import { booleanFlaws, isRecord } from "../shape.ts";
import { numberFlaws } from "../whole_number.ts";

type Spec = Readonly<Record<string, unknown>>;

const largestASN = 0xffffffff;

export function peerFlaws(
  object: BGPPeer,
  { namespace, bfdProfiles }: { readonly namespace: string; readonly bfdProfiles: readonly BFDTiming[] },
): readonly Flaw[] {
  const spec: unknown = object.spec;
  if (!isRecord(spec)) {
    return [error("spec", "InvalidPeer", "The peer has no spec; give it myASN, peerASN and peerAddress")];
  }
  return [
    ...namespaceFlaws(object, namespace),
    ...asnFlaws(spec),
    ...placeFlaws(spec),
    ...timerFlaws(spec),
    ...routerIDFlaws(spec["routerID"]),
    ...passwordFlaws(spec),
    ...bfdFlaws(spec, bfdProfiles),
    ...selectorListFlaws("spec.nodeSelectors", spec["nodeSelectors"]),
    ...wordFlaws("spec.vrf", spec["vrf"]),
    ...booleanFlaws("spec.enableGracefulRestart", spec["enableGracefulRestart"]),
    ...booleanFlaws("spec.ebgpMultiHop", spec["ebgpMultiHop"]),
    ...booleanFlaws("spec.dualStackAddressFamily", spec["dualStackAddressFamily"]),
  ];
}

function asnFlaws(spec: Spec): readonly Flaw[] {
  const { myASN, peerASN, dynamicASN, localASN, ebgpMultiHop } = spec;
  const flaw = (field: string, message: string): Flaw => error(`spec.${field}`, "InvalidASN", message);
  const flaws = ["myASN", "peerASN", "localASN"].flatMap((field) =>
    numberFlaws(`spec.${field}`, spec[field], { from: 0, to: largestASN, reason: "InvalidASN" })
  );
  if (!myASN) flaws.push(flaw("myASN", "The number of our own AS is missing; write 1 to 4294967295"));
  if (!peerASN && !given(dynamicASN)) {
    flaws.push(flaw("peerASN", "The router's AS is missing; write peerASN or dynamicASN"));
  }
  if (peerASN && given(dynamicASN)) flaws.push(flaw("dynamicASN", "peerASN is given too; remove one of the two"));
  if (given(dynamicASN) && dynamicASN !== "internal" && dynamicASN !== "external") {
    flaws.push(flaw("dynamicASN", `Found ${JSON.stringify(dynamicASN)}; write internal or external`));
  }
  const internal = dynamicASN === "internal" || (typeof peerASN === "number" && peerASN !== 0 && peerASN === myASN);
  if (ebgpMultiHop === true && internal) {
    flaws.push(
      error("spec.ebgpMultiHop", "InvalidPeer", "The router is of our own AS, where it has no meaning; remove it"),
    );
  }
  if (localASN && internal) {
    flaws.push(flaw("localASN", "The router is of our own AS, which must be shown to it; remove it"));
  }
  if (localASN && localASN === peerASN) {
    flaws.push(flaw("localASN", `${localASN} is the router's own AS, which it takes for a loop; choose another`));
  }
  return flaws;
}

function placeFlaws(spec: Spec): readonly Flaw[] {
  const { peerAddress, interface: link, sourceAddress } = spec;
  const address = parseAddress(peerAddress);
  const source = parseAddress(sourceAddress);
  const flaws = [...wordFlaws("spec.interface", link), ...numberFlaws("spec.peerPort", spec["peerPort"], ports)];
  if (!given(peerAddress) && !given(link)) {
    flaws.push(error("spec.peerAddress", "InvalidPeer", "Where is the router? Write peerAddress or interface"));
  } else if (given(peerAddress) && given(link)) {
    flaws.push(error("spec.interface", "InvalidPeer", "peerAddress is given too; remove one of the two"));
  }
  if (given(peerAddress) && address === undefined) flaws.push(notAnAddress("spec.peerAddress", peerAddress));
  if (given(sourceAddress) && source === undefined) flaws.push(notAnAddress("spec.sourceAddress", sourceAddress));
  if (address !== undefined && source !== undefined && address.family !== source.family) {
    const message =
      `The router's address is ${address.family} and this is ${source.family}; write one of the same family`;
    flaws.push(error("spec.sourceAddress", "InvalidAddress", message));
  }
  return flaws;
}

const ports = { from: 1, to: 16_384, reason: "InvalidPeer" } as const;

/** BGP identifiers are four octets, also where there is no IPv4 (RFC 6286). */
function routerIDFlaws(value: unknown): readonly Flaw[] {
  if (!given(value)) return [];
  const address = parseAddress(value);
  return address?.family === "IPv4" && address.value !== 0n && address.text === value
    ? []
    : [error("spec.routerID", "InvalidPeer", `Found ${JSON.stringify(value)}; write an IPv4 address`)];
}

/** FRR reads one word; the kernel takes at most 80 bytes for TCP MD5 (RFC 2385). What the password is, is said nowhere. */
function passwordFlaws({ password, passwordSecret }: Spec): readonly Flaw[] {
  const named = isRecord(passwordSecret) && given(passwordSecret["name"]);
  if (given(password) && named) {
    return [error("spec.passwordSecret", "InvalidPassword", "password is given too; remove one of the two")];
  }
  return given(password) && !isPassword(password)
    ? [error("spec.password", "InvalidPassword", `The password is ${passwordRule}`)]
    : [];
}

export const passwordRule = "not a word that FRR reads; write 1 to 80 printable ASCII characters without blanks";

export function isPassword(text: unknown): text is string {
  return typeof text === "string" && /^[!-~]{1,80}$/.test(text);
}

function bfdFlaws({ bfdProfile, peerAddress }: Spec, profiles: readonly BFDTiming[]): readonly Flaw[] {
  if (!given(bfdProfile)) return [];
  const profile = profiles.find(({ name }) => name === bfdProfile);
  const field = "spec.bfdProfile";
  if (profile === undefined) {
    const message = `There is no valid BFDProfile ${JSON.stringify(bfdProfile)}; create it, or correct the name`;
    return [error(field, "UnknownBFDProfile", message)];
  }
  if (!profile.echoMode || parseAddress(peerAddress)?.family === "IPv4") return [];
  const message = `BFDProfile ${profile.name} has echoMode, which over IPv6 works only with FRR at the other end`;
  return [warning(field, "EchoOverIPv6", message)];
}

/** What stands in FRR's configuration as one word. */
function wordFlaws(field: string, value: unknown): Flaw[] {
  return !given(value) || (typeof value === "string" && /^[^\s\/?!#]{1,15}$/.test(value))
    ? []
    : [error(field, "InvalidPeer", `Found ${JSON.stringify(value)}; write the name of a network interface`)];
}

function notAnAddress(field: string, value: unknown): Flaw {
  const reason: FaultReason = "InvalidAddress";
  return error(field, reason, `Cannot read ${JSON.stringify(value)}: not an IP address`);
}

function given(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}
