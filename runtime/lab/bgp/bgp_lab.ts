/**
 * A lab with a router on its LAN. Every node runs its own FRR, which has a BGP session with the router.
 *
 * @module
 */

import type { RouteHeard } from "../client/events.ts";
import type { Host } from "../stage/host.ts";
import { Lab, type LabOptions } from "../lab.ts";
import type { LabNode } from "../stage/lab_node.ts";
import type { Recording } from "../stage/recording.ts";
import { LabFrr } from "./lab_frr.ts";
import { routerConfiguration } from "./router_configuration.ts";

/** The network of the Services' addresses. It is not on the LAN: hosts reach it only through the router. */
export const publicNetwork = "198.51.100.0/24";

const routerAddress = "172.16.0.1";

export class BGPLab implements AsyncDisposable {
  readonly lab: Lab;
  readonly router: LabFrr;
  readonly #frrs = new Map<string, LabFrr>();

  private constructor(lab: Lab, router: LabFrr) {
    this.lab = lab;
    this.router = router;
  }

  /** Builds the network, with FRR on every node and on the router; no controller and no announcer yet. */
  static async create(options: LabOptions): Promise<BGPLab> {
    const lab = await Lab.create({
      ...options,
      announcerArguments: (name) => [
        ...options.announcerArguments?.(name) ?? [],
        ...["--bgp", "--frr-sockets", LabFrr.folderOf({ name })],
      ],
    });
    try {
      const host = await lab.lan.addHost("router", { address: `${routerAddress}/16` });
      // The router hashes each connection to one next hop, and sends no ICMP redirects.
      await host.run("sh", ["-e"], {
        input: `
echo 1 > /proc/sys/net/ipv4/ip_forward
echo 1 > /proc/sys/net/ipv4/fib_multipath_hash_policy
echo 0 > /proc/sys/net/ipv4/conf/all/send_redirects
echo 0 > /proc/sys/net/ipv4/conf/eth0/send_redirects
`,
      });
      const router = new LabFrr(lab.world, host, { port: 179 });
      const made = new BGPLab(lab, router);
      await Promise.all([router.start(), ...lab.nodes.map((node) => made.startFrr(node))]);
      const { bfdd, bgpd } = routerConfiguration(lab.nodes.map(({ host }) => host.address));
      await router.configure("bfdd", bfdd);
      await router.configure("bgpd", bgpd);
      await lab.client.run("ip", ["route", "add", publicNetwork, "via", routerAddress]);
      return made;
    } catch (error) {
      await lab.close();
      throw error;
    }
  }

  frrOf({ name }: LabNode): LabFrr {
    const frr = this.#frrs.get(name);
    if (frr === undefined) throw new Error(`Cannot find the FRR of ${name}: it was never started`);
    return frr;
  }

  async startFrr({ name, host }: { readonly name: string; readonly host: Host }): Promise<void> {
    const frr = new LabFrr(this.lab.world, host);
    this.#frrs.set(name, frr);
    await frr.start();
  }

  /** Brings a dead node back. */
  async boot(node: LabNode): Promise<void> {
    await this.lab.boot(node);
    await this.startFrr(node);
  }

  /** Records the next hops that the router's kernel has for each of the addresses. */
  watchRoutes(addresses: readonly string[]): Recording<RouteHeard> {
    return this.lab.watch("watch-routes", this.router.host, addresses);
  }

  /** The node with this next hop as its address. */
  nodeAt(nextHop: string): LabNode | undefined {
    return this.lab.nodes.find(({ host }) => host.address === nextHop);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.lab.close();
  }
}
