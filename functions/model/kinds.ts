/**
 * The kinds that the functions observe and write, by name.
 *
 * @module
 */

import type { ConfigurationState, IPAddressPool, L2Advertisement, ServiceL2Status, VirtualIP } from "./crds.ts";
import type { EndpointSlice, KubernetesEvent, Lease, Namespace, Node, Service } from "./kubernetes.ts";

export interface Kinds {
  readonly Service: Service;
  readonly Namespace: Namespace;
  readonly Node: Node;
  readonly EndpointSlice: EndpointSlice;
  readonly Lease: Lease;
  readonly Event: KubernetesEvent;
  readonly IPAddressPool: IPAddressPool;
  readonly L2Advertisement: L2Advertisement;
  readonly ServiceL2Status: ServiceL2Status;
  readonly ConfigurationState: ConfigurationState;
  readonly VirtualIP: VirtualIP;
}

export type KindName = keyof Kinds;
