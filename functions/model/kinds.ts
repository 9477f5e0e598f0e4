/**
 * The kinds that the functions observe and write, by name.
 *
 * @module
 */

import type {
  BFDProfile,
  BGPAdvertisement,
  BGPPeer,
  Community,
  ConfigurationState,
  IPAddressPool,
  L2Advertisement,
  ServiceBGPStatus,
  ServiceL2Status,
  VirtualIP,
} from "./crds.ts";
import type {
  ConfigMap,
  EndpointSlice,
  KubernetesEvent,
  Lease,
  Namespace,
  Node,
  Role,
  Secret,
  Service,
} from "./kubernetes.ts";

export interface Kinds {
  readonly Service: Service;
  readonly Namespace: Namespace;
  readonly Node: Node;
  readonly EndpointSlice: EndpointSlice;
  readonly Lease: Lease;
  readonly Event: KubernetesEvent;
  readonly Secret: Secret;
  readonly ConfigMap: ConfigMap;
  readonly Role: Role;
  readonly IPAddressPool: IPAddressPool;
  readonly L2Advertisement: L2Advertisement;
  readonly BGPPeer: BGPPeer;
  readonly BGPAdvertisement: BGPAdvertisement;
  readonly BFDProfile: BFDProfile;
  readonly Community: Community;
  readonly ServiceL2Status: ServiceL2Status;
  readonly ServiceBGPStatus: ServiceBGPStatus;
  readonly ConfigurationState: ConfigurationState;
  readonly VirtualIP: VirtualIP;
}

export type KindName = keyof Kinds;
