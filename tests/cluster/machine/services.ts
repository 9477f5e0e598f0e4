/**
 * Waits for the state of a Service in its status.
 *
 * @module
 */

import type { Cluster } from "./cluster.ts";

/** The parts of a Service's status that tests assert. */
export interface ServiceStatus {
  /** All addresses of the Service, joined by commas; undefined: it has none. */
  readonly address: string | undefined;
  readonly allocated: Condition | undefined;
  readonly announced: Condition | undefined;
}

interface Condition {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** The fields of a Service that a `ServiceStatus` is made from. */
export interface ServiceObject {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly status: {
    readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string }[] };
    readonly conditions?: readonly (Condition & { readonly type: string })[];
  };
}

/**
 * Waits until the check holds for a Service's status, and returns the status. `name` is `namespace/name`, or a name in
 * `default`.
 */
export async function untilService(
  { api }: Cluster,
  name: string,
  check: (status: ServiceStatus) => boolean,
): Promise<ServiceStatus> {
  const [service, namespace = "default"] = name.split("/").toReversed();
  const path = `/api/v1/namespaces/${namespace}/services?fieldSelector=metadata.name%3D${service}`;
  const seen = await api.until<ServiceObject>(path, ([one]) => one !== undefined && check(statusOf(one)));
  const [one] = seen;
  if (one === undefined) throw new Error(`Cannot find Service ${name}: it is gone`);
  return statusOf(one);
}

/** Waits until a Service is announced, and returns its address; several addresses are joined by commas. */
export async function announcedAddress(cluster: Cluster, name: string): Promise<string> {
  const { address } = await untilService(cluster, name, isAnnounced);
  if (address === undefined) throw new Error(`Cannot find the address of ${name}: it is announced without one`);
  return address;
}

/** True if the Service has an address, and a node reports that it announces this address. */
export function isAnnounced({ address, announced }: ServiceStatus): boolean {
  return address !== undefined && announced?.reason === "Announcing";
}

export function statusOf({ status: { loadBalancer, conditions = [] } }: ServiceObject): ServiceStatus {
  const find = (type: string): Condition | undefined => conditions.find((each) => each.type === type);
  return {
    address: loadBalancer?.ingress?.map(({ ip }) => ip).join(",") || undefined,
    allocated: find("arpeggio.dev/Allocated"),
    announced: find("arpeggio.dev/Announced"),
  };
}
