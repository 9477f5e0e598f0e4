import type { FrrDaemon } from "../../../functions/model/frr/statement.ts";
import { LabFrr } from "../../../runtime/lab/bgp/lab_frr.ts";
import type { Host } from "../../../runtime/lab/stage/host.ts";
import type { World } from "../../../runtime/lab/stage/world.ts";

export { eventually } from "../../../runtime/lab/stage/eventually.ts";

/** FRR on a host of a lab, with commands for tests. */
export class FrrHost extends LabFrr {
  static async start(world: World, host: Host, options: { readonly port?: number } = {}): Promise<FrrHost> {
    const frr = new FrrHost(world, host, options);
    await frr.start();
    return frr;
  }

  /** Runs `show … json`, and returns the parsed answer. */
  // deno-lint-ignore no-explicit-any
  async show(daemon: FrrDaemon, what: string): Promise<any> {
    return JSON.parse(await this.vtysh(daemon, [`show ${what} json`]));
  }

  async runningConfiguration(daemon: FrrDaemon): Promise<string> {
    return await this.vtysh(daemon, ["show running-config"]);
  }

  /** Pauses a daemon's process, or lets it continue. */
  async signal(daemon: FrrDaemon, name: "STOP" | "CONT"): Promise<void> {
    await this.host.run("sh", ["-c", `kill -${name} $(cat ${LabFrr.folderOf(this.host)}/${daemon}.pid)`]);
  }
}
