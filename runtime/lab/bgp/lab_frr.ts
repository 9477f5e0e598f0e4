/**
 * FRR on a host of a lab.
 *
 * @module
 */

import { UsageError } from "../../cli/usage_error.ts";
import { type FrrDaemon, frrDaemons } from "../../../functions/model/bgp/frr_statement.ts";
import type { EnteredProcess } from "../entered_process.ts";
import type { Host } from "../host.ts";
import type { World } from "../world.ts";
import { eventually } from "./eventually.ts";

const programs = "/usr/lib/frr";
const user = "frr";

/** Its daemons, and the folder with their sockets, which the lab's `/run` takes away with it. */
export class LabFrr {
  readonly host: Host;
  readonly #world: World;
  readonly #port: number;
  readonly #running = new Map<FrrDaemon, EnteredProcess>();

  /** @param options.port where it takes sessions, as a router does; by default nowhere */
  constructor(world: World, host: Host, options: { readonly port?: number } = {}) {
    this.#world = world;
    this.host = host;
    this.#port = options.port ?? 0;
  }

  /** Whether Debian's package is there. */
  static isInstalled(): boolean {
    return frrDaemons.every((daemon) => isFile(`${programs}/${daemon}`));
  }

  /** Where the daemons' sockets are, as they see it. */
  static folderOf({ name }: Pick<Host, "name">): string {
    return `/run/frr/${name}`;
  }

  /** The same as whoever made the lab sees it. */
  get folder(): string {
    return this.#world.outside(LabFrr.folderOf(this.host));
  }

  /** Resolves when all daemons take commands. Throws `UsageError` where FRR cannot run. */
  async start(): Promise<void> {
    const folder = LabFrr.folderOf(this.host);
    await this.host.run("sh", ["-ec", `mkdir -p ${folder}; chown ${user}:${user} /run/frr ${folder}`]).catch(() => {
      throw new UsageError(
        "Cannot start FRR: it runs under its own user, which a user namespace does not have; run the lab as root",
      );
    });
    await this.startDaemon("zebra");
    await Promise.all([this.startDaemon("bfdd"), this.startDaemon("bgpd")]);
  }

  async startDaemon(daemon: FrrDaemon): Promise<void> {
    const folder = LabFrr.folderOf(this.host);
    const more = { zebra: [], bfdd: ["--bfdctl", `${folder}/bfdd.sock`], bgpd: ["-p", String(this.#port)] };
    const places = ["--vty_socket", folder, "-z", `${folder}/zserv.api`, "-f", "/dev/null", "-P", "0"];
    const process = this.host.spawn(
      `${programs}/${daemon}`,
      ["-u", user, "-g", user, ...places, "-i", `${folder}/${daemon}.pid`, ...more[daemon]],
      { stdin: "null", stdout: "null", stderr: "null" },
    );
    this.#running.set(daemon, process);
    let ended = false;
    process.status.then(() => ended = true);
    // A daemon says nothing when it is ready: its socket is there then.
    await eventually(`${daemon} of ${this.host.name} is there`, async () => {
      if (ended) throw new Error(`Cannot start ${daemon}: it ended`);
      return await Deno.connect({ transport: "unix", path: `${this.folder}/${daemon}.vty` })
        .then((connection) => (connection.close(), true), () => false);
    });
  }

  /** Ends a daemon at once, as a crash does, or with a chance to say farewell. */
  async endDaemon(daemon: FrrDaemon, signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
    const process = this.#running.get(daemon);
    process?.kill(signal);
    await process?.status;
  }

  /** Tells a daemon commands of the configuration mode, as somebody at its console would. */
  async configure(daemon: FrrDaemon, commands: string): Promise<void> {
    const lines = ["configure terminal", ...commands.trim().split("\n").map((line) => line.trim())];
    await this.vtysh(daemon, lines);
  }

  /** What a daemon answers. */
  async vtysh(daemon: FrrDaemon, commands: readonly string[]): Promise<string> {
    const args = commands.flatMap((command) => ["-c", command]);
    return await this.host.run("vtysh", ["--vty_socket", LabFrr.folderOf(this.host), "-d", daemon, ...args]);
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
