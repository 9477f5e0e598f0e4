/**
 * What cures a Service that has no address, or not all that it asks for. What is offered has been tried on the plan first.
 *
 * @module
 */

import type { Address } from "../addresses/address.ts";
import type { Estate } from "../allocation/estate.ts";
import { planFor } from "../allocation/plan.ts";
import type { Tenancy } from "../allocation/tenancy.ts";
import type { Fault } from "../fault.ts";
import {
  annotationAddresses,
  annotationPool,
  annotationSharing,
  deprecatedAnnotationAddresses,
  deprecatedAnnotationPool,
} from "../names.ts";
import type { AllocationVerdict } from "../reasons.ts";
import type { Step } from "./explanation.ts";
import { annotateService, patchService } from "./kubectl.ts";
import { poolsOnRequest } from "./pool_standings.ts";
import * as say from "./step_messages.ts";

export interface Lack {
  readonly tenancy: Tenancy;
  readonly estate: Estate;
  /** The rule that failed. */
  readonly verdict: AllocationVerdict;
  readonly faults: readonly Fault[];
  /** Where pools live. */
  readonly namespace: string;
}

/** What the reason itself suggests, then what else would do. */
export function allocationSteps(lack: Lack): readonly Step[] {
  const own = ownSteps(lack);
  const { reason } = lack.verdict;
  const steps = reason === "NoPools" || reason === "NoClusterIP" ? own : [...own, ...alternatives(lack)];
  return steps.length > 0 ? steps : [{ text: say.changeRequest }];
}

function ownSteps(lack: Lack): readonly Step[] {
  const { tenancy, estate, verdict, namespace } = lack;
  const { service, request } = tenancy;
  const [address] = request.addresses;
  switch (verdict.reason) {
    case "NoPools":
      return estate.invalid.names.length > 0
        ? repairs(lack, estate.invalid.names)
        : [{ text: say.createPool(namespace) }];
    case "NoEligiblePool":
      return poolsOnRequest(tenancy, estate).length > 0 ? [] : [{ text: say.openPool([...estate.territories.keys()]) }];
    case "PoolExhausted":
      return [{ text: say.growPool(poolsAsked(lack)) }];
    case "PoolNotFound":
      return request.pool !== undefined && !estate.invalid.has(request.pool)
        ? [{ text: say.createNamedPool(request.pool, namespace) }]
        : repairs(lack, request.pool === undefined ? estate.invalid.names : [request.pool]);
    case "PoolNotAllowed":
      return [{ text: say.admit(request.pool ?? poolOf(address, estate) ?? "") }];
    case "AddressNotInPool":
      return addressSteps(lack, address);
    case "AddressInUse":
      return [{ text: say.shareAddress }];
    case "SharingKeyMismatch":
      return keySteps(lack, address);
    case "PortConflict":
      return [{ text: say.freePort(verdict.message) }];
    case "BackendMismatch":
      return [{ text: say.sameBackend, command: patchService(service, { externalTrafficPolicy: "Cluster" }) }];
    case "AddressConflict":
      return [{ text: say.removeStranger }];
    case "FamilyMismatch":
      return familySteps(lack);
    case "InvalidRequest":
      return [{ text: say.correctRequest }];
    case "NoClusterIP":
      return [{ text: say.clusterAddress(service.spec.clusterIP === "None") }];
    case "Assigned":
      return [];
  }
}

/** Another request that would be granted, tried on the plan: the first of no certain address, of nothing, of another pool. */
function alternatives({ tenancy, estate }: Lack): readonly Step[] {
  const { service, request: { addresses, pool, refusal }, need } = tenancy;
  if (need.refusal !== undefined) return [];
  const others = poolsOnRequest(tenancy, estate).filter((name) => name !== pool);
  const isAsking = addresses.length > 0 || refusal !== undefined;
  const ways: readonly Way[] = [
    ...isAsking ? [{ text: say.askForAnyAddress, pool, withdrawn: addressAnnotations }] : [],
    ...pool === undefined ? [] : [{ text: say.askForNothing, pool: undefined, withdrawn: allAnnotations }],
    ...others.map((name) => ({ text: say.askForPool(name), pool: name, withdrawn: addressAnnotations })),
  ];
  const way = ways.find(({ pool }) => {
    const request = { addresses: [], ...(pool !== undefined && { pool }) };
    return !("reason" in planFor({ ...tenancy, held: [], request }, estate));
  });
  if (way === undefined) return [];
  if (service.spec.loadBalancerIP) return [{ text: `${way.text}; ${say.withoutLoadBalancerIP}` }];
  const annotations = service.metadata.annotations ?? {};
  const withdrawn = way.withdrawn.filter((name) => annotations[name] !== undefined).map((name) => [name, null]);
  const asked = way.pool === undefined || way.pool === pool ? {} : { [annotationPool]: way.pool };
  return [{ text: way.text, command: annotateService(service, { ...Object.fromEntries(withdrawn), ...asked }) }];
}

interface Way {
  readonly text: string;
  readonly pool: string | undefined;
  readonly withdrawn: readonly string[];
}

const addressAnnotations: readonly string[] = [annotationAddresses, deprecatedAnnotationAddresses];
const allAnnotations: readonly string[] = [...addressAnnotations, annotationPool, deprecatedAnnotationPool];

function repairs({ faults }: Lack, pools: readonly string[]): readonly Step[] {
  return pools.flatMap((pool) => {
    const fault = faults.find(({ object, severity }) =>
      object.kind === "IPAddressPool" && object.name === pool && severity === "error"
    );
    return fault === undefined ? [] : [{ text: say.repairPool(pool, fault) }];
  });
}

/** The pools that it would take an address from, were there one. */
function poolsAsked({ tenancy, estate }: Lack): readonly string[] {
  if (tenancy.request.pool !== undefined) return [tenancy.request.pool];
  const open = [...estate.territories.values()].filter(({ pool }) => pool.autoAssign)
    .filter((territory) => territory.admits(tenancy.service));
  return open.map(({ pool }) => pool.name);
}

function addressSteps({ tenancy, estate }: Lack, address: Address | undefined): readonly Step[] {
  const { request, service } = tenancy;
  const pool = poolOf(address, estate);
  if (address === undefined || pool === undefined) {
    const missing = request.addresses.find((each) => poolOf(each, estate) === undefined) ?? address;
    return missing === undefined ? [] : [{ text: say.addAddress(missing.text) }];
  }
  if (request.pool === undefined || request.pool === pool) return [{ text: say.askForAnother }];
  const agreeing: Tenancy = { ...tenancy, request: { ...request, pool } };
  return "reason" in planFor(agreeing, estate)
    ? [{ text: say.makeAgree(address.text, pool, request.pool) }]
    : [{ text: say.askForPool(pool), command: annotateService(service, { [annotationPool]: pool }) }];
}

function keySteps({ tenancy, estate }: Lack, address: Address | undefined): readonly Step[] {
  const key = address === undefined ? undefined : estate.ledger.holdersOf(address)[0]?.sharing?.key;
  return key === undefined
    ? []
    : [{ text: say.takeKey(key), command: annotateService(tenancy.service, { [annotationSharing]: key }) }];
}

/** To be content with less, where that would do; else more addresses. */
function familySteps(lack: Lack): readonly Step[] {
  const { tenancy, estate } = lack;
  const { need, request } = tenancy;
  const missing = need.families.filter((family) => ![...estate.territories.values()].some((each) => each.has(family)));
  const add = { text: say.addFamily(missing.length > 0 ? missing : need.families, request.pool) };
  const content: Tenancy = { ...tenancy, held: [], need: { families: need.families, all: false } };
  const isDual = tenancy.service.spec.ipFamilyPolicy === "RequireDualStack";
  return isDual && need.families.length > 0 && !("reason" in planFor(content, estate))
    ? [
      { text: say.preferDualStack, command: patchService(tenancy.service, { ipFamilyPolicy: "PreferDualStack" }) },
      add,
    ]
    : [add];
}

function poolOf(address: Address | undefined, { ledger }: Estate): string | undefined {
  return address === undefined ? undefined : ledger.territoryOf(address)?.pool.name;
}
