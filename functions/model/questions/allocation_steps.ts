/**
 * Next steps for a Service that has no address, or not all that it asks for. An alternative request is offered only if
 * the plan, computed with that request, grants it.
 *
 * @module
 */

import type { Address } from "../addresses/address.ts";
import type { Inventory } from "../allocation/inventory.ts";
import { planFor } from "../allocation/plan.ts";
import type { ServiceState } from "../allocation/service_state.ts";
import type { Fault } from "../fault.ts";
import {
  annotationAddresses,
  annotationPool,
  annotationSharing,
  deprecatedAnnotationAddresses,
  deprecatedAnnotationPool,
} from "../names.ts";
import { type Misplaced, moveStep } from "../pools/misplaced.ts";
import type { AllocationVerdict } from "../reasons.ts";
import type { NextStep } from "./explanation.ts";
import { annotateService, patchService } from "./kubectl.ts";
import { poolsOnRequest } from "./pool_standings.ts";
import * as say from "./step_messages.ts";

export interface Lack {
  readonly serviceState: ServiceState;
  readonly inventory: Inventory;
  /** The rule that failed. */
  readonly verdict: AllocationVerdict;
  readonly faults: readonly Fault[];
  /** The namespace of pools. */
  readonly namespace: string;
}

/** The steps that cure the reason itself, then at most one alternative request. */
export function allocationSteps(lack: Lack): readonly NextStep[] {
  const own = ownSteps(lack);
  const { reason } = lack.verdict;
  const steps = reason === "NoPools" || reason === "NoClusterIP" || reason === "Terminating"
    ? own
    : [...own, ...alternatives(lack)];
  return steps.length > 0 ? steps : [{ text: say.changeRequest }];
}

function ownSteps(lack: Lack): readonly NextStep[] {
  const { serviceState, inventory, verdict, namespace } = lack;
  const { service, request } = serviceState;
  const [address] = request.addresses;
  switch (verdict.reason) {
    case "NoPools": {
      const steps = [...repairs(lack, inventory.invalid.names), ...moves(inventory.invalid.misplaced)];
      return steps.length > 0 ? steps : [{ text: say.createPool(namespace) }];
    }
    case "NoEligiblePool":
      return poolsOnRequest(serviceState, inventory).length > 0 ? [] : [openingStep(lack)];
    case "PoolExhausted":
      return [{ text: say.growPool(poolsAsked(lack)) }];
    case "PoolNotFound":
      return poolSteps(lack, request.pool);
    case "PoolNotAllowed":
      return [{ text: say.admit(request.pool ?? poolOf(address, inventory) ?? "") }];
    case "AddressNotInPool":
      return addressSteps(lack, address);
    case "AddressInUse":
      return [{ text: say.shareAddress }];
    case "SharingKeyMismatch":
      return keySteps(lack, address);
    case "PortConflict":
      return [{ text: say.freePort(verdict.message) }];
    case "BackendMismatch":
      return backendSteps(lack, address);
    case "AddressConflict":
      return [{ text: say.removeStranger }];
    case "FamilyMismatch":
      return familySteps(lack);
    case "InvalidRequest":
      return [{ text: say.correctRequest }];
    case "NoClusterIP":
      return [{ text: say.clusterAddress(service.spec.clusterIP === "None") }];
    case "Terminating":
      return [{ text: say.awaitDeletion }];
    case "Assigned":
      return [];
  }
}

/** The step if no pool admits the Service. Pools that are being deleted are not named, since they give nothing new. */
function openingStep({ inventory, namespace }: Lack): NextStep {
  const lasting = [...inventory.poolStates.values()].filter(({ pool }) => !pool.isTerminating);
  const names = lasting.map(({ pool }) => pool.name);
  return { text: names.length === 0 ? say.createPool(namespace) : say.openPool(names) };
}

/**
 * The first of these requests that the plan would grant: without the requested address, without any request, for
 * another pool.
 */
function alternatives({ serviceState: lacking, inventory }: Lack): readonly NextStep[] {
  // A Service that has an address and asks for no certain one lacks the other family. So a request must give both.
  const hasOne = lacking.held.length > 0 && lacking.request.addresses.length === 0;
  const serviceState = hasOne ? { ...lacking, need: { ...lacking.need, all: true } } : lacking;
  const { service, request: { addresses, pool, refusal }, need } = serviceState;
  if (need.refusal !== undefined) return [];
  const others = poolsOnRequest(serviceState, inventory).filter((name) => name !== pool);
  const isAsking = addresses.length > 0 || refusal !== undefined;
  const ways: readonly Way[] = [
    ...isAsking ? [{ text: say.askForAnyAddress, pool, withdrawn: addressAnnotations }] : [],
    ...pool === undefined ? [] : [{ text: say.askForNothing, pool: undefined, withdrawn: allAnnotations }],
    ...others.map((name) => ({
      text: hasOne ? say.askForBoth(name) : say.askForPool(name),
      pool: name,
      withdrawn: addressAnnotations,
    })),
  ];
  const way = ways.find(({ pool }) => {
    const request = { addresses: [], ...(pool !== undefined && { pool }) };
    return !("reason" in planFor({ ...serviceState, held: [], request }, inventory));
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

function poolSteps(lack: Lack, pool: string | undefined): readonly NextStep[] {
  const { inventory: { invalid }, namespace } = lack;
  if (pool === undefined) return repairs(lack, invalid.names);
  if (invalid.has(pool)) return repairs(lack, [pool]);
  const steps = moves(invalid.misplacedNamed(pool));
  return steps.length > 0 ? steps : [{ text: say.createNamedPool(pool, namespace) }];
}

function moves(misplaced: readonly Misplaced[]): readonly NextStep[] {
  return misplaced.length === 0 ? [] : [{ text: moveStep(misplaced) }];
}

function repairs({ faults, namespace }: Lack, pools: readonly string[]): readonly NextStep[] {
  return pools.flatMap((pool) => {
    const fault = faults.find(({ object, severity }) =>
      object.kind === "IPAddressPool" && object.name === pool && severity === "error" &&
      (object.namespace ?? namespace) === namespace
    );
    return fault === undefined ? [] : [{ text: say.repairPool(pool, fault) }];
  });
}

/** The pools that may give the Service an address, whether or not they have a free one. */
function poolsAsked({ serviceState, inventory }: Lack): readonly string[] {
  if (serviceState.request.pool !== undefined) return [serviceState.request.pool];
  const open = [...inventory.poolStates.values()].filter(({ pool }) => pool.autoAssign)
    .filter((poolState) => poolState.admits(serviceState.service));
  return open.map(({ pool }) => pool.name);
}

function addressSteps({ serviceState, inventory }: Lack, address: Address | undefined): readonly NextStep[] {
  const { request, service } = serviceState;
  const pool = poolOf(address, inventory);
  if (address === undefined || pool === undefined) {
    const missing = request.addresses.find((each) => poolOf(each, inventory) === undefined) ?? address;
    const steps = missing === undefined ? [] : moves(inventory.invalid.misplacedWith(missing));
    if (steps.length > 0) return steps;
    return missing === undefined ? [] : [{ text: say.addAddress(missing.text) }];
  }
  if (request.pool === undefined || request.pool === pool) return [{ text: say.askForAnother }];
  const agreeing: ServiceState = { ...serviceState, request: { ...request, pool } };
  return "reason" in planFor(agreeing, inventory)
    ? [{ text: say.makeAgree(address.text, pool, request.pool) }]
    : [{ text: say.askForPool(pool), command: annotateService(service, { [annotationPool]: pool }) }];
}

function keySteps({ serviceState, inventory }: Lack, address: Address | undefined): readonly NextStep[] {
  const key = address === undefined ? undefined : inventory.ledger.holdersOf(address)[0]?.sharing?.key;
  return key === undefined
    ? []
    : [{ text: say.takeKey(key), command: annotateService(serviceState.service, { [annotationSharing]: key }) }];
}

/** One Service with the policy Local is enough for the refusal, so all Services with this policy need the change. */
function backendSteps({ serviceState, inventory }: Lack, address: Address | undefined): readonly NextStep[] {
  const holders = address === undefined ? [] : inventory.ledger.holdersOf(address);
  const all = [serviceState.service, ...holders.map(({ service }) => service)];
  const local = all.filter(({ spec }) => spec.externalTrafficPolicy === "Local");
  const command = local.map((each) => patchService(each, { externalTrafficPolicy: "Cluster" })).join("; ");
  return [{ text: say.sameBackend, ...command !== "" && { command } }];
}

/** The steps about families: ask for fewer families, if that helps, or add addresses. */
function familySteps(lack: Lack): readonly NextStep[] {
  const { serviceState, inventory } = lack;
  const { held, need, request } = serviceState;
  const home = held[0] === undefined ? undefined : inventory.poolStates.get(held[0].pool);
  const pools = home === undefined ? [...inventory.poolStates.values()] : [home];
  const missing = need.families.filter((family) => !pools.some((each) => each.has(family)));
  const add = { text: say.addFamily(missing.length > 0 ? missing : need.families, home?.pool.name ?? request.pool) };
  const content: ServiceState = { ...serviceState, held: [], need: { families: need.families, all: false } };
  const isDual = serviceState.service.spec.ipFamilyPolicy === "RequireDualStack";
  return isDual && need.families.length > 0 && !("reason" in planFor(content, inventory))
    ? [
      { text: say.preferDualStack, command: patchService(serviceState.service, { ipFamilyPolicy: "PreferDualStack" }) },
      add,
    ]
    : [add];
}

function poolOf(address: Address | undefined, { ledger }: Inventory): string | undefined {
  return address === undefined ? undefined : ledger.poolStateOf(address)?.pool.name;
}
