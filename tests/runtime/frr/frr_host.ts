import type { FrrDaemon } from "../../../functions/model/bgp/frr_statement.ts";
import { LabFrr } from "../../../runtime/lab/bgp/lab_frr.ts";
import type { Host } from "../../../runtime/lab/host.ts";
import type { World } from "../../../runtime/lab/world.ts";

export { eventually } from "../../../runtime/lab/bgp/eventually.ts";

/** FRR on a host of a lab, and what tests ask it. */
export class FrrHost extends LabFrr {
  static async start(world: World, host: Host, options: { readonly port?: number } = {}): Promise<FrrHost> {
    const frr = new FrrHost(world, host, options);
    await frr.start();
    return frr;
  }

  /** What `show … json` answers. */
  // deno-lint-ignore no-explicit-any
  async show(daemon: FrrDaemon, what: string): Promise<any> {
    return JSON.parse(await this.vtysh(daemon, [`show ${what} json`]));
  }

  async runningConfiguration(daemon: FrrDaemon): Promise<string> {
    return await this.vtysh(daemon, ["show running-config"]);
  }

  /** Lets a daemon hang, or go on. */
  async signal(daemon: FrrDaemon, name: "STOP" | "CONT"): Promise<void> {
    await this.host.run("sh", ["-c", `kill -${name} $(cat ${LabFrr.folderOf(this.host)}/${daemon}.pid)`]);
  }
}
