/**
 * Faults of one BGPPeer, without a comparison with other peers.
 *
 * Why: docs/adr/0008-bgppeer-without-a-webhook.md
 *
 * @module
 */

import { type Address, parseAddress } from "../addresses/address.ts";
import { specialUse } from "../addresses/special_use.ts";
import type { BFDTiming } from "./bfd_profile.ts";
import { timerFlaws } from "./timers.ts";
import { isRouterID } from "./router_id.ts";
import type { BGPPeer } from "../crds.ts";
import { error, type FaultReason, type Flaw, warning } from "../fault.ts";
import { fieldsWithoutEffect } from "./fields_without_effect.ts";
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
    ...fieldsWithoutEffect(spec, namespace),
    ...bfdFlaws(spec, bfdProfiles),
    ...selectorListFlaws("spec.nodeSelectors", spec["nodeSelectors"]),
    ...linkFlaws("spec.vrf", spec["vrf"]),
    ...(spec["vrf"] === defaultVRF ? [warning("spec.vrf", "NoEffect", noVRF)] : []),
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
  const isOurs = typeof peerASN === "number" && peerASN !== 0 && peerASN === myASN;
  const internal = dynamicASN === "internal" || isOurs;
  if (ebgpMultiHop === true && internal) {
    // MetalLB refuses ebgpMultiHop if peerASN equals myASN, and accepts it with dynamicASN internal.
    const message = "It has no effect, since the router is of our own AS; remove it";
    flaws.push(
      isOurs ? error("spec.ebgpMultiHop", "InvalidPeer", message) : warning("spec.ebgpMultiHop", "NoEffect", message),
    );
  }
  if (localASN && internal) {
    const message = "It has no effect, since a router of our own AS always sees myASN; remove it";
    flaws.push(warning("spec.localASN", "NoEffect", message));
  } else if (localASN && localASN === peerASN) {
    const message = `It has no effect, since ${localASN} is the router's own AS; remove it, or choose another`;
    flaws.push(warning("spec.localASN", "NoEffect", message));
  }
  return flaws;
}

function placeFlaws(spec: Spec): readonly Flaw[] {
  const { peerAddress, interface: link, sourceAddress } = spec;
  const address = parseAddress(peerAddress);
  const source = parseAddress(sourceAddress);
  const flaws = [...linkFlaws("spec.interface", link), ...numberFlaws("spec.peerPort", spec["peerPort"], ports)];
  if (!given(peerAddress) && !given(link)) {
    flaws.push(
      error("spec.peerAddress", "InvalidPeer", "The router's address is missing; write peerAddress or interface"),
    );
  } else if (given(peerAddress) && given(link)) {
    flaws.push(error("spec.interface", "InvalidPeer", "peerAddress is given too; remove one of the two"));
  }
  if (given(peerAddress) && address === undefined) flaws.push(notAnAddress("spec.peerAddress", peerAddress));
  if (given(sourceAddress) && source === undefined) flaws.push(notAnAddress("spec.sourceAddress", sourceAddress));
  if (address !== undefined) flaws.push(...unreachableFlaws("spec.peerAddress", address));
  if (source !== undefined) flaws.push(...unreachableFlaws("spec.sourceAddress", source));
  if (address !== undefined && isLinkLocal(address)) {
    const message = `${address.text} is on every link; write the node's interface as spec.interface in its place`;
    flaws.push(error("spec.peerAddress", "InvalidAddress", message));
  }
  if (address !== undefined && source !== undefined && address.family !== source.family) {
    const message =
      `The router's address is ${address.family} and this is ${source.family}; write one of the same family`;
    flaws.push(error("spec.sourceAddress", "InvalidAddress", message));
  }
  return flaws;
}

/** An error if no host can have the address. */
function unreachableFlaws(field: string, { family, value, text }: Address): readonly Flaw[] {
  const special = specialUse({ family, first: value, last: value });
  if (special === undefined) return [];
  return [error(field, "InvalidAddress", `${text} is of ${special}, which no router has; write the router's own`)];
}

/** True for IPv6 link-local addresses (RFC 4291, section 2.5.6). */
function isLinkLocal({ family, value }: Address): boolean {
  return family === "IPv6" && value >> 118n === 0x3fan;
}

const ports = { from: 1, to: 16_384, reason: "InvalidPeer" } as const;

/**
 * An error if the value is not a valid BGP identifier. An identifier has four octets even if the node has no IPv4 (RFC
 * 6286).
 */
function routerIDFlaws(value: unknown): readonly Flaw[] {
  if (!given(value)) return [];
  const address = parseAddress(value);
  if (address !== undefined && address.text === value && isRouterID(address)) return [];
  const message = `Found ${JSON.stringify(value)}; write an IPv4 address that a host may have, from 1.0.0.0 to ` +
    "223.255.255.255";
  return [error("spec.routerID", "InvalidPeer", message)];
}

/**
 * FRR reads the password as one word, and the kernel accepts at most 80 bytes for TCP MD5 (RFC 2385). No message quotes
 * the password.
 */
function passwordFlaws({ password, passwordSecret }: Spec): readonly Flaw[] {
  const named = isRecord(passwordSecret) && given(passwordSecret["name"]);
  if (given(password) && named) {
    return [error("spec.passwordSecret", "InvalidPassword", "password is given too; remove one of the two")];
  }
  return given(password) && !isPassword(password)
    ? [error("spec.password", "InvalidPassword", `The password is ${passwordRule}`)]
    : [];
}

export const passwordRule = "not a word that FRR reads; write 1 to 80 bytes of printable characters without blanks";

export function isPassword(text: unknown): text is string {
  return typeof text === "string" && /^[^\s\p{C}]+$/u.test(text) && new TextEncoder().encode(text).length <= 80;
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

/**
 * An error if the kernel does not allow the value as the name of an interface, or if FRR would not read it as one word.
 */
function linkFlaws(field: string, value: unknown): Flaw[] {
  if (!given(value)) return [];
  const isName = typeof value === "string" && /^[A-Za-z0-9_.@%+=,;~^$&*-]{1,15}$/.test(value) &&
    !/^\.{1,2}$/.test(value);
  return isName && parseAddress(value) === undefined
    ? []
    : [error(field, "InvalidPeer", `Found ${JSON.stringify(value)}; write the name of a network interface`)];
}

/** FRR's name for the main routing table, which belongs to no VRF. */
export const defaultVRF = "default";

const noVRF = `"${defaultVRF}" means no VRF, as without this field; remove it`;

function notAnAddress(field: string, value: unknown): Flaw {
  const reason: FaultReason = "InvalidAddress";
  return error(field, reason, `Cannot read ${JSON.stringify(value)}: not an IP address`);
}

function given(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}
