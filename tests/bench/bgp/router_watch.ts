/**
 * Three nodes that speak BGP with a router, and what the router's kernel knows.
 *
 * @module
 */

import { epochMs, type RouteHeard } from "../../../runtime/lab/client/events.ts";
import { BGPLab } from "../../../runtime/lab/bgp/bgp_lab.ts";
import { bgpGround } from "../../../runtime/lab/example/bgp.ts";
import type { Recording } from "../../../runtime/lab/recording.ts";
import { addressOf } from "../failover/bench_lab.ts";
import { node, type ServiceManifest, services } from "../failover/manifests.ts";

const entry = new URL("../../../runtime/main.ts", import.meta.url).href;
const patienceMs = 60_000;

export class RouterWatch implements AsyncDisposable {
  readonly bgp: BGPLab;
  readonly routes: Recording<RouteHeard>;

  private constructor(bgp: BGPLab) {
    this.bgp = bgp;
    this.routes = bgp.watchRoutes([]);
  }

  /**
   * Resolves when every node has a session.
   *
   * @param options.isPlanned the plan is written by whoever measures, and there is no controller
   */
  static async create({ isPlanned = false }: { readonly isPlanned?: boolean } = {}): Promise<RouterWatch> {
    const bgp = await BGPLab.create({ nodes: 3, entry, promptInstruments: true });
    try {
      const { lab } = bgp;
      lab.apply(bgpGround);
      for (const { name } of lab.nodes) lab.apply({ [`${name}.yaml`]: node(name, { drained: false }) });
      if (!isPlanned) lab.startController();
      for (const each of lab.nodes) each.startAnnouncer();
      const watch = new RouterWatch(bgp);
      for (const { name } of lab.nodes) await watch.sessionOf(name, 0);
      return watch;
    } catch (error) {
      await bgp.lab.close();
      throw error;
    }
  }

  /** Waits until the node says in its Lease that it has a session. */
  async sessionOf(node: string, since: number): Promise<void> {
    const lease = await this.bgp.lab.objects.first(({ kind, key, object }) => {
      const said = object?.metadata.annotations?.["arpeggio.dev/bgp"] ?? "";
      return kind === "Lease" && key.endsWith(`/arpeggio-announcer-${node}`) && said.includes('"sessions":["router"]');
    }, { since, withinMs: patienceMs });
    if (lease === undefined) throw new Error(`Cannot measure: ${node} has no session\n${this.#lastWords(node)}`);
  }

  /** Puts a Service with Pods on these nodes into the cluster. */
  apply(service: Omit<ServiceManifest, "family">): void {
    this.bgp.lab.apply({ [`${service.name}.yaml`]: services([{ family: "IPv4", ...service }]) });
  }

  /** Its address. */
  async addressOf(name: string): Promise<string> {
    return await addressOf(this.bgp.lab, `default/${name}`);
  }

  get names(): readonly string[] {
    return this.bgp.lab.nodes.map(({ name }) => name);
  }

  /** How long after that the router's ways to an address satisfied the test; Infinity when they never did. */
  async until(
    address: string,
    holds: (nextHops: readonly string[]) => boolean,
    since: number,
  ): Promise<number> {
    const isIt = (heard: RouteHeard): boolean => heard.address === address && holds(heard.nextHops);
    const heard = await this.routes.first(isIt, { since, withinMs: patienceMs });
    return (heard?.at ?? Infinity) - since;
  }

  /** Waits until they do now, whenever that began. */
  async settled(address: string, holds: (nextHops: readonly string[]) => boolean): Promise<void> {
    const now = (): boolean => holds(this.routes.events.findLast((each) => each.address === address)?.nextHops ?? []);
    if (now()) return;
    if (await this.until(address, holds, epochMs() - 1_000) === Infinity) {
      throw new Error(`Cannot measure: the router's ways to ${address} are not those that are waited for`);
    }
  }

  #lastWords(node: string): string {
    return this.bgp.lab.log(`announcer-${node}`).split("\n").slice(-12).join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bgp[Symbol.asyncDispose]();
    await this.routes.stop();
  }
}
