import type { Sharing } from "../../functions/model/announcing/duties/duty.ts";
import type { Connections } from "../../functions/model/announcing/sharing/connections.ts";
import type { SharedHosts } from "../../functions/model/announcing/sharing/shared_hosts.ts";

/** An address whose hosts this node shares with other nodes. */
export interface Shared {
  readonly duty: Sharing;
  readonly hosts: SharedHosts;
  /** When this node began to observe the traffic to the address. */
  readonly since: number;
  /** By MAC: the open connections of the hosts that this node serves. */
  readonly connections: Map<string, Connections>;
}

/** The node to which all hosts move when sharing ends; undefined while the address stays shared. */
export function onlyOf({ unsharing }: Sharing): string | undefined {
  return unsharing.is === "no" ? undefined : unsharing.to;
}

/** The MAC of a member on this node's link. */
export function macOf(node: string, link: string, { members }: Sharing): string | undefined {
  return members.find((each) => each.node === node)?.macs[link];
}
