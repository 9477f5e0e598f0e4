/**
 * Services of a type that does not exist, e.g. `Loadbalancer`. The API server refuses them, so they are only in files.
 *
 * @module
 */

import { error, type Fault, faultsOf } from "../fault.ts";
import type { Service } from "../kubernetes.ts";
import { unknownServiceType } from "./manifest_messages.ts";
import { meantBy } from "./spelling.ts";

const types: readonly string[] = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];

/** An unknown type is a fault only if it resembles a known type: a later Kubernetes may have more types. */
export function serviceTypeFaults(services: readonly Service[]): readonly Fault[] {
  return services.flatMap((service) => {
    const { type } = service.spec;
    if (type === undefined || types.includes(type)) return [];
    const meant = meantBy(type, types);
    return meant === undefined
      ? []
      : faultsOf(service, [error("spec.type", "InvalidShape", unknownServiceType(type, meant))]);
  });
}
