/**
 * Services whose request no given pool can grant, whatever addresses are free.
 *
 * @module
 */

import type { Address } from "../addresses/address.ts";
import { contains } from "../addresses/range.ts";
import { inOtherPool, inTwoPools, keptBack } from "../allocation/address_messages.ts";
import { poolNotAllowed, poolTerminating } from "../allocation/allocation_messages.ts";
import { isEligible } from "../allocation/eligibility.ts";
import { readRequest, type Request } from "../allocation/request.ts";
import { type RequestFields, requestFields } from "../allocation/request_fields.ts";
import { type Misplaced, misplacedIn, misplacedWith } from "../pools/misplaced.ts";
import { type Fault, type FaultReason, faultsOf, type Flaw, warning } from "../fault.ts";
import { keyOf, type Namespace, type Service } from "../kubernetes.ts";
import type { Observed } from "../observed.ts";
import { Admission, namespaceLabels } from "../pools/admission.ts";
import { countsIn } from "../pools/namespace_flaws.ts";
import { isUsable, type Pool } from "../pools/pool.ts";
import type { AllocationVerdict } from "../reasons.ts";
import { addressInNoPool, invalidPool, unknownPool } from "./manifest_messages.ts";

const reasons: readonly FaultReason[] = ["UnknownPool", "PoolNotAllowed", "AddressNotInPool", "NoAddress"];

/**
 * True for a warning about a request, or about a Service that no pool can serve. For a Service without an address, the
 * verdict says the same.
 */
export function isRequestWarning({ object, reason }: Fault): boolean {
  return object.kind === "Service" && reasons.includes(reason);
}

/** The warnings. There are none if the objects contain no pool, as in the manifests of one application. */
export function requestWarnings(
  { services, pools, namespaces, settings }: Pick<Observed, "services" | "pools" | "namespaces" | "settings">,
  valid: readonly Pool[],
): readonly Fault[] {
  if (pools.length === 0) return [];
  const { namespace } = settings;
  const names = new Set(pools.filter((each) => countsIn(namespace, each)).map(({ metadata }) => metadata.name));
  const misplaced = misplacedIn(namespace, pools);
  const turnsAway = turnsAwayIn(valid, namespaces);
  return services.filter((service) => isEligible(service, settings)).flatMap((service) => {
    const request = readRequest(service);
    const fields = requestFields(service);
    const asked = valid.find(({ name }) => name === request.pool);
    return faultsOf(service, [
      ...poolFlaws({ request, fields, asked, names, misplaced }),
      ...asked === undefined ? [] : flawsOf(fields.pool, "PoolNotAllowed", refusalOf(asked, service, turnsAway)),
      ...addressFlaws({
        service,
        request,
        fields,
        asked,
        valid,
        turnsAway,
        misplacedWith: (address) => misplacedWith(address, pools, namespace),
      }),
    ]);
  });
}

function poolFlaws(
  { request: { pool }, fields, asked, names, misplaced }: {
    readonly request: Request;
    readonly fields: RequestFields;
    readonly asked: Pool | undefined;
    readonly names: ReadonlySet<string>;
    readonly misplaced: readonly Misplaced[];
  },
): readonly Flaw[] {
  if (pool === undefined || asked !== undefined) return [];
  const elsewhere = misplaced.filter(({ name }) => name === pool);
  return [warning(fields.pool, "UnknownPool", names.has(pool) ? invalidPool(pool) : unknownPool(pool, elsewhere))];
}

function addressFlaws(
  { service, request: { addresses }, fields: { addresses: field }, asked, valid, turnsAway, misplacedWith }: {
    readonly service: Service;
    readonly request: Request;
    readonly fields: RequestFields;
    readonly asked: Pool | undefined;
    readonly valid: readonly Pool[];
    readonly turnsAway: TurnsAway;
    readonly misplacedWith: (address: Address) => readonly Misplaced[];
  },
): readonly Flaw[] {
  const homes = addresses.map((address) => valid.find(({ ranges }) => ranges.some((each) => contains(each, address))));
  const apart = homes.every((home) => home !== undefined) && new Set(homes).size > 1
    ? inTwoPools(addresses.map(({ text }) => text))
    : undefined;
  return [
    ...addresses.flatMap((address, place) => {
      const home = homes[place];
      if (home === undefined) {
        return [warning(field, "AddressNotInPool", addressInNoPool(address.text, misplacedWith(address)))];
      }
      if (asked !== undefined && asked !== home) {
        return flawsOf(field, "AddressNotInPool", inOtherPool(address.text, home.name, asked.name));
      }
      if (!isUsable(home, address)) return flawsOf(field, "AddressNotInPool", keptBack(address.text, home.name));
      return asked === undefined ? flawsOf(field, "PoolNotAllowed", refusalOf(home, service, turnsAway, address)) : [];
    }),
    ...asked === undefined ? flawsOf(field, "AddressNotInPool", apart) : [],
  ];
}

/** Why the pool gives the Service nothing; undefined: it may give something, or that cannot be known. */
function refusalOf(
  pool: Pool,
  service: Service,
  turnsAway: TurnsAway,
  address?: Address,
): AllocationVerdict | undefined {
  if (pool.isTerminating) return poolTerminating(pool, address?.text);
  return turnsAway(pool, service) ? poolNotAllowed(pool, keyOf(service), address?.text) : undefined;
}

function flawsOf(field: string, reason: FaultReason, refusal: AllocationVerdict | undefined): readonly Flaw[] {
  return refusal === undefined ? [] : [warning(field, reason, refusal.message)];
}

type TurnsAway = (pool: Pool, service: Service) => boolean;

/**
 * Returns a function that is true if the pool's `serviceAllocation` surely turns the Service away. The function is
 * false if the answer depends on labels of a namespace that the objects do not contain.
 */
function turnsAwayIn(pools: readonly Pool[], namespaces: readonly Namespace[]): TurnsAway {
  const labels = namespaceLabels(namespaces);
  const admissions = new Map(pools.map((pool) => [pool, new Admission(pool, labels)]));
  return (pool, service) => {
    const selectors = pool.serviceAllocation?.namespaceSelectors ?? [];
    const isKnown = selectors.length === 0 || labels.has(service.metadata.namespace ?? "default");
    return isKnown && admissions.get(pool)?.admits(service) === false;
  };
}
