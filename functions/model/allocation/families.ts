/**
 * Which address families a Service takes.
 *
 * @module
 */

import { familyOf } from "../addresses/address.ts";
import type { IPFamily, ServiceSpec } from "../kubernetes.ts";
import type { AllocationVerdict } from "../reasons.ts";
import { headless, noClusterAddress, oneClusterAddressOnly, unreadableClusterAddress } from "./request_messages.ts";
import { asText, listOf, textsOf } from "../shape.ts";

export interface FamilyNeed {
  /** Primary first: the order in which addresses are shown. */
  readonly families: readonly IPFamily[];
  /** Whether it takes all of them or nothing. */
  readonly all: boolean;
  /** Why it can get none now; it keeps what it has of these families. */
  readonly refusal?: AllocationVerdict;
}

const ipv4: FamilyNeed = { families: ["IPv4"], all: true };
const ipv6: FamilyNeed = { families: ["IPv6"], all: true };

/**
 * A load balancer's address leads to the cluster address of its family, so the cluster addresses decide, as in MetalLB. With
 * two of them, `PreferDualStack` is content with one address, `SingleStack` takes one of the primary family, and anything
 * else takes both.
 *
 * @param assumed whether a Service without a cluster address counts as having those that it would be given
 */
export function readFamilies(spec: ServiceSpec, assumed: boolean): FamilyNeed {
  const listed = listOf(spec.clusterIPs);
  const primary = listed[0] ?? (spec.clusterIP || undefined);
  const secondary = listed[1] ?? primary;
  if (primary === undefined) {
    return assumed ? assumedNeed(spec) : { families: [], all: true, refusal: noClusterAddress };
  }
  if (primary === "None") return { families: [], all: true, refusal: headless };
  const first = familyOf(primary);
  const second = secondary === primary ? first : familyOf(secondary);
  if (first === undefined || second === undefined) {
    const unreadable = asText(first === undefined ? primary : secondary);
    return { families: ["IPv4", "IPv6"], all: false, refusal: unreadableClusterAddress(unreadable) };
  }
  return first === second ? singleNeed(first, spec) : dualNeed([first, second], spec);
}

function singleNeed(family: IPFamily, spec: ServiceSpec): FamilyNeed {
  const need = family === "IPv6" ? ipv6 : ipv4;
  return spec.ipFamilyPolicy === "RequireDualStack" ? { ...need, refusal: oneClusterAddressOnly } : need;
}

function dualNeed(families: readonly [IPFamily, IPFamily], spec: ServiceSpec): FamilyNeed {
  const [primary, secondary] = families;
  if (spec.ipFamilyPolicy === "SingleStack") return primary === "IPv6" ? ipv6 : ipv4;
  const swapped = spec.ipFamilies?.[0] === secondary;
  return { families: swapped ? [secondary, primary] : families, all: spec.ipFamilyPolicy !== "PreferDualStack" };
}

function assumedNeed(spec: ServiceSpec): FamilyNeed {
  const named = textsOf(spec.ipFamilies);
  const primary = named[0] === "IPv6" ? "IPv6" : "IPv4";
  const dual = spec.ipFamilyPolicy === "PreferDualStack" || spec.ipFamilyPolicy === "RequireDualStack";
  return dual || named.length > 1
    ? dualNeed([primary, primary === "IPv4" ? "IPv6" : "IPv4"], spec)
    : singleNeed(primary, spec);
}
