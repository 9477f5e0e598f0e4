import type { Host } from "../../../runtime/lab/stage/host.ts";
import { Lan } from "../../../runtime/lab/stage/lan.ts";
import { World } from "../../../runtime/lab/stage/world.ts";
import { FrrDesk } from "./frr_desk.ts";
import { FrrHost } from "./frr_host.ts";

/** A node with its FRR. */
export interface SpeakingNode {
  readonly host: Host;
  readonly frr: FrrHost;
  readonly desk: FrrDesk;
}

/** A LAN with a host for a router, `172.16.0.1`, and nodes at `172.16.0.11` and upwards. */
export class NodesAndRouter implements AsyncDisposable {
  readonly world: World;
  readonly lan: Lan;
  readonly router: Host;
  readonly nodes: readonly SpeakingNode[];

  private constructor(parts: Pick<NodesAndRouter, "world" | "lan" | "router" | "nodes">) {
    this.world = parts.world;
    this.lan = parts.lan;
    this.router = parts.router;
    this.nodes = parts.nodes;
  }

  static async create(count: number): Promise<NodesAndRouter> {
    const world = await World.create();
    const lan = await Lan.create(world);
    const router = await lan.addHost("r1", { address: "172.16.0.1/16", address6: "fd00:16::1/64" });
    const nodes = await Promise.all(Array.from({ length: count }, async (_, index) => {
      const host = await lan.addHost(`n${index + 1}`, {
        address: `172.16.0.${index + 11}/16`,
        address6: `fd00:16::${index + 11}/64`,
      });
      const frr = await FrrHost.start(world, host);
      return { host, frr, desk: new FrrDesk({ folder: frr.folder }) };
    }));
    return new NodesAndRouter({ world, lan, router, nodes });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.nodes.map(({ desk }) => desk.frr.stop()));
    await this.world.close();
  }
}
