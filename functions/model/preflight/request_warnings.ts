/**
 * Services that ask for a pool or an address that the given objects do not contain.
 *
 * @module
 */

import { contains } from "../addresses/range.ts";
import { isEligible } from "../allocation/eligibility.ts";
import { readRequest } from "../allocation/request.ts";
import { requestFields } from "../allocation/request_fields.ts";
import type { IPAddressPool } from "../crds.ts";
import { type Fault, faultsOf, type Flaw, warning } from "../fault.ts";
import type { Service } from "../kubernetes.ts";
import type { Settings } from "../observed.ts";
import type { Pool } from "../pools/pool.ts";
import { addressInNoPool, invalidPool, unknownPool } from "./manifest_messages.ts";

/** The warnings. There are none if the objects contain no pool, as in the manifests of one application. */
export function requestWarnings(
  services: readonly Service[],
  { objects, valid }: { readonly objects: readonly IPAddressPool[]; readonly valid: readonly Pool[] },
  settings: Settings,
): readonly Fault[] {
  if (objects.length === 0) return [];
  const names = new Set(objects.map(({ metadata }) => metadata.name));
  return services.filter((service) => isEligible(service, settings)).flatMap((service) => {
    const request = readRequest(service);
    const fields = requestFields(service);
    return faultsOf(service, [
      ...poolFlaws(request.pool, fields.pool, names, valid),
      ...request.addresses.filter((address) =>
        !valid.some(({ ranges }) => ranges.some((each) => contains(each, address)))
      )
        .map(({ text }) => warning(fields.addresses, "AddressNotInPool", addressInNoPool(text))),
    ]);
  });
}

function poolFlaws(
  asked: string | undefined,
  field: string,
  names: ReadonlySet<string>,
  valid: readonly Pool[],
): readonly Flaw[] {
  if (asked === undefined || valid.some(({ name }) => name === asked)) return [];
  return [warning(field, "UnknownPool", names.has(asked) ? invalidPool(asked) : unknownPool(asked))];
}
