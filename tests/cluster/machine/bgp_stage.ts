/**
 * The stage with a router on its LAN. Each node has an FRR of its own. The node's announcer configures this FRR, which
 * then opens BGP sessions.
 *
 * @module
 */

import { LabFrr } from "../../../runtime/lab/bgp/lab_frr.ts";
import { routerConfiguration } from "../../../runtime/lab/bgp/router_configuration.ts";
import { startAnnouncer } from "./components.ts";
import type { Daemon } from "./daemon.ts";
import { Stage, type StageOptions } from "./stage.ts";

const routerAddress = "172.16.0.1";
const leases = "/apis/coordination.k8s.io/v1/namespaces/metallb-system/leases";

export class BGPStage implements AsyncDisposable {
  readonly stage: Stage;
  /** AS 64513 at 172.16.0.1; nodes of AS 64512 may open sessions with it. */
  readonly router: LabFrr;

  private constructor(stage: Stage, router: LabFrr) {
    this.stage = stage;
    this.router = router;
  }

  /** Builds the stage without a controller and announcers. */
  static async build(options: StageOptions): Promise<BGPStage> {
    const stage = await Stage.build(options);
    try {
      const host = await stage.lan.addHost("router", { address: `${routerAddress}/16` });
      const router = new LabFrr(stage.world, host, { port: 179 });
      await Promise.all(
        [router, ...stage.nodes.map((node) => new LabFrr(stage.world, node))].map((frr) => frr.start()),
      );
      const { bfdd, bgpd } = routerConfiguration(stage.nodes.map(({ address }) => address));
      await router.configure("bfdd", bfdd);
      await router.configure("bgpd", bgpd);
      return new BGPStage(stage, router);
    } catch (error) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
  }

  async startAnnouncer(node: string, more: readonly string[] = []): Promise<Daemon> {
    return await startAnnouncer(this.stage, node, ["--bgp", "--frr-sockets", LabFrr.folderOf({ name: node }), ...more]);
  }

  /** Waits until the Lease of each node's announcer shows one session: the one with the BGPPeer of this name. */
  async untilSessions(peer: string): Promise<void> {
    const { cluster: { api }, nodes } = this.stage;
    const isUp = (text = ""): boolean => text.includes(`"sessions":["${peer}"]`);
    await api.until(leases, (all) => {
      return all.filter(({ metadata }) => isUp(metadata.annotations?.["arpeggio.dev/bgp"])).length === nodes.length;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stage[Symbol.asyncDispose]();
  }
}
