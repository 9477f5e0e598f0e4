/**
 * FRR on a host of a lab.
 *
 * @module
 */

import { UsageError } from "../../ground/usage_error.ts";
import { type FrrDaemon, frrDaemons } from "../../../functions/model/frr/statement.ts";
import type { EnteredProcess } from "../stage/entered_process.ts";
import type { Host } from "../stage/host.ts";
import type { World } from "../stage/world.ts";
import { eventually } from "../stage/eventually.ts";

const programs = "/usr/lib/frr";
const user = "frr";

/** FRR's daemons on one host, and the folder with their sockets. The folder disappears with the lab's `/run`. */
export class LabFrr {
  readonly host: Host;
  readonly #world: World;
  readonly #port: number;
  readonly #running = new Map<FrrDaemon, EnteredProcess>();

  /** @param options.port the TCP port for incoming sessions, as on a router; absent: bgpd does not listen */
  constructor(world: World, host: Host, options: { readonly port?: number } = {}) {
    this.#world = world;
    this.host = host;
    this.#port = options.port ?? 0;
  }

  /** True if Debian's package `frr` is installed. */
  static isInstalled(): boolean {
    return frrDaemons.every((daemon) => isFile(`${programs}/${daemon}`));
  }

  /** The folder with the daemons' sockets, as a path inside the lab. */
  static folderOf({ name }: Pick<Host, "name">): string {
    return `/run/frr/${name}`;
  }

  /** The folder with the daemons' sockets, as a path outside the lab. */
  get folder(): string {
    return this.#world.outside(LabFrr.folderOf(this.host));
  }

  /** Starts all daemons; resolves when they accept commands. Throws `UsageError` if FRR cannot run here. */
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
    // A daemon is ready when it accepts connections on its socket. It gives no other sign.
    await eventually(`${daemon} of ${this.host.name} is there`, async () => {
      if (ended) throw new Error(`Cannot start ${daemon}: it ended`);
      return await Deno.connect({ transport: "unix", path: `${this.folder}/${daemon}.vty` })
        .then((connection) => (connection.close(), true), () => false);
    });
  }

  /** Ends a daemon: SIGKILL is like a crash; with SIGTERM it can close its sessions. */
  async endDaemon(daemon: FrrDaemon, signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
    const process = this.#running.get(daemon);
    process?.kill(signal);
    await process?.status;
  }

  /** Runs commands in a daemon's configuration mode, as at its console. */
  async configure(daemon: FrrDaemon, commands: string): Promise<void> {
    const lines = ["configure terminal", ...commands.trim().split("\n").map((line) => line.trim())];
    await this.vtysh(daemon, lines);
  }

  /** Runs commands on a daemon and returns its output. */
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
