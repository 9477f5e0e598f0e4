/**
 * Faults in the fields of Services.
 *
 * @module
 */

import { isEligible } from "../allocation/eligibility.ts";
import { annotationField, requestFields } from "../allocation/request_fields.ts";
import { readFamilies } from "../allocation/families.ts";
import { error, type Fault, faultsOf, type Flaw, warning } from "../fault.ts";
import type { Service } from "../kubernetes.ts";
import type { L2Announcing } from "../advertisements/l2_advertisement.ts";
import { deprecatedRequests } from "../names.ts";
import type { Settings } from "../observed.ts";
import { readRequest } from "../allocation/request.ts";
import { matches } from "../selector.ts";

export function serviceFaults(
  services: readonly Service[],
  advertisements: readonly L2Announcing[],
  settings: Settings,
): readonly Fault[] {
  const selecting = advertisements.filter(({ serviceSelectors }) => serviceSelectors.length > 0);
  return services.filter((service) => isEligible(service, settings)).flatMap((service) =>
    faultsOf(service, [
      ...requestFlaws(service),
      ...deprecatedFlaws(service),
      ...selecting.flatMap((advertisement) => sharedFlaws(service, advertisement)),
    ])
  );
}

function requestFlaws(service: Service): readonly Flaw[] {
  const { refusal } = readRequest(service);
  const need = readFamilies(service.spec, true);
  const { addresses: field } = requestFields(service);
  return [
    ...(refusal === undefined ? [] : [error(field, "InvalidRequest", refusal.message)]),
    ...(need.refusal === undefined ? [] : [error("spec.clusterIPs", "InvalidRequest", need.refusal.message)]),
  ];
}

function deprecatedFlaws({ metadata: { annotations = {} } }: Service): readonly Flaw[] {
  return Object.entries(deprecatedRequests).filter(([name]) => annotations[name] !== undefined).map(([name, current]) =>
    warning(
      annotationField(name),
      "DeprecatedAnnotation",
      annotations[current] === undefined
        ? `${name} is deprecated; write ${current}`
        : `${name} has no effect, since ${current} is there; remove it`,
    )
  );
}

/**
 * A warning if an L2Advertisement selects a Service that shares its address. MetalLB does not announce such a Service.
 */
function sharedFlaws(service: Service, { name, serviceSelectors }: L2Announcing): readonly Flaw[] {
  const { sharingKey } = readRequest(service);
  if (sharingKey === undefined || !serviceSelectors.some((each) => matches(each, service.metadata.labels))) return [];
  const message =
    `L2Advertisement ${name} selects this Service, and with it every Service that shares its address by the key ` +
    `"${sharingKey}"; select pools instead`;
  return [warning("metadata.labels", "SharedAndSelected", message)];
}
