/**
 * Three nodes with BGP sessions to a router, and a recording of the routes in the router's kernel.
 *
 * @module
 */

import { epochMs, type RouteHeard } from "../../../runtime/lab/client/events.ts";
import { BGPLab } from "../../../runtime/lab/bgp/bgp_lab.ts";
import { bgpGround } from "../../../runtime/lab/example/bgp.ts";
import type { Recording } from "../../../runtime/lab/stage/recording.ts";
import { addressOf } from "../../lab/stage/bench_lab.ts";
import { node, type ServiceManifest, services } from "../../lab/stage/manifests.ts";

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
   * Resolves when every node has a session with the router.
   *
   * @param options.isPlanned true: the caller writes the plan, and there is no controller
   */
  static async create({ isPlanned = false }: { readonly isPlanned?: boolean } = {}): Promise<RouterWatch> {
    const bgp = await BGPLab.create({ nodes: 3, entry, prompt: ["instruments"] });
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

  /** Waits until the node's Lease shows a session with the router. */
  async sessionOf(node: string, since: number): Promise<void> {
    const lease = await this.bgp.lab.objects.first(({ kind, key, object }) => {
      const said = object?.metadata.annotations?.["arpeggio.dev/bgp"] ?? "";
      return kind === "Lease" && key.endsWith(`/arpeggio-announcer-${node}`) && said.includes('"sessions":["router"]');
    }, { since, withinMs: patienceMs });
    if (lease === undefined) throw new Error(`Cannot measure: ${node} has no session\n${this.#lastWords(node)}`);
  }

  /** Adds a Service, or replaces it. Its Pods are on the nodes `servedBy`. */
  apply(service: Omit<ServiceManifest, "family">): void {
    this.bgp.lab.apply({ [`${service.name}.yaml`]: services([{ family: "IPv4", ...service }]) });
  }

  /** The address of a Service. */
  async addressOf(name: string): Promise<string> {
    return await addressOf(this.bgp.lab, `default/${name}`);
  }

  get names(): readonly string[] {
    return this.bgp.lab.nodes.map(({ name }) => name);
  }

  /**
   * Waits until the check holds for the router's next hops of an address. Returns the time since `since` in ms;
   * Infinity if the check does not hold within a minute.
   */
  async until(
    address: string,
    holds: (nextHops: readonly string[]) => boolean,
    since: number,
  ): Promise<number> {
    const isIt = (heard: RouteHeard): boolean => heard.address === address && holds(heard.nextHops);
    const heard = await this.routes.first(isIt, { since, withinMs: patienceMs });
    return (heard?.at ?? Infinity) - since;
  }

  /** Waits until the check holds for the router's next hops of an address. Returns at once if it already holds. */
  async settled(address: string, holds: (nextHops: readonly string[]) => boolean): Promise<void> {
    const now = (): boolean => holds(this.routes.events.findLast((each) => each.address === address)?.nextHops ?? []);
    if (now()) return;
    if (await this.until(address, holds, epochMs() - 1_000) === Infinity) {
      throw new Error(`Cannot measure: the router does not have the expected next hops for ${address}`);
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
