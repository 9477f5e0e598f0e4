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
  /** The primary family first. Addresses are shown in this order. */
  readonly families: readonly IPFamily[];
  /** True if the Service needs an address of every family, false if one address of any family is enough. */
  readonly all: boolean;
  /** Why the Service can get no new address now. The Service keeps its addresses of these families. */
  readonly refusal?: AllocationVerdict;
}

const ipv4: FamilyNeed = { families: ["IPv4"], all: true };
const ipv6: FamilyNeed = { families: ["IPv6"], all: true };

/**
 * The families that a Service takes. Traffic to a load balancer's address goes to the cluster address of the same
 * family, so the families of the cluster addresses decide, as in MetalLB. A Service with two cluster addresses takes
 * both families. With `PreferDualStack`, an address of one family is enough; with `SingleStack`, the Service takes the
 * primary family only.
 *
 * @param assumed true: a Service without a cluster address is treated as if it had those that Kubernetes would give it
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
