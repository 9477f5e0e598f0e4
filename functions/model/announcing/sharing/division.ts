/**
 * Divides the hosts of a single holder among all nodes, when sharing begins.
 *
 * @module
 */

import { chosen, type Sharer } from "./assignment.ts";
import type { Host } from "./host.ts";

/**
 * The hosts that get another home. Only a host whose `node` and `home` are both `me` can get one. Its new home is one
 * of the two best nodes of its ranking: the node that is the home of fewer hosts, in proportion to its weight.
 */
export function divided(hosts: readonly Host[], me: string, sharers: readonly Sharer[]): readonly Host[] {
  const isOwn = ({ node, home }: Host): boolean => node === me && home === me;
  const homes = new Map<string, number>();
  const count = (node: string): void => void homes.set(node, (homes.get(node) ?? 0) + 1);
  for (const { home } of hosts.filter((host) => !isOwn(host))) count(home);
  return hosts.filter(isOwn).flatMap((host) => {
    const home = chosen(host.mac, sharers, (node) => homes.get(node) ?? 0)?.node ?? me;
    count(home);
    return home === me ? [] : [{ ...host, home, moves: host.moves + 1 }];
  });
}
