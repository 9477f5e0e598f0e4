import type { EnteredProcess } from "../../../runtime/lab/entered_process.ts";
import type { Host } from "../../../runtime/lab/host.ts";
import type { World } from "../../../runtime/lab/world.ts";
import type { FrrDaemon } from "../../../functions/model/bgp/frr_statement.ts";

const programs = "/usr/lib/frr";

/** FRR on a host of a lab: its daemons, and the folder with their sockets, which the lab's `/run` takes away with it. */
export class FrrHost {
  readonly host: Host;
  readonly #world: World;
  readonly #port: number;
  readonly #running = new Map<FrrDaemon, EnteredProcess>();

  private constructor(world: World, host: Host, port: number) {
    this.#world = world;
    this.host = host;
    this.#port = port;
  }

  /** @param options.port where it takes sessions, as a router does; by default nowhere */
  static async start(world: World, host: Host, options: { readonly port?: number } = {}): Promise<FrrHost> {
    const frr = new FrrHost(world, host, options.port ?? 0);
    const folder = frr.#inside;
    await host.run("sh", ["-ec", `mkdir -p ${folder}; chown frr:frr /run/frr ${folder}`]);
    await frr.startDaemon("zebra");
    await Promise.all([frr.startDaemon("bfdd"), frr.startDaemon("bgpd")]);
    return frr;
  }

  /** Where the daemons' sockets are, as the test sees it. */
  get folder(): string {
    return this.#world.outside(this.#inside);
  }

  get #inside(): string {
    return `/run/frr/${this.host.name}`;
  }

  async startDaemon(daemon: FrrDaemon): Promise<void> {
    const folder = this.#inside;
    const more = { zebra: [], bfdd: ["--bfdctl", `${folder}/bfdd.sock`], bgpd: ["-p", String(this.#port)] };
    const args = [
      "-u",
      "frr",
      "-g",
      "frr",
      "--vty_socket",
      folder,
      "-z",
      `${folder}/zserv.api`,
      "-f",
      "/dev/null",
      "-P",
      "0",
    ];
    const process = this.host.spawn(
      `${programs}/${daemon}`,
      [...args, "-i", `${folder}/${daemon}.pid`, ...more[daemon]],
      { stdout: "null", stderr: "null" },
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
    await this.#vtysh(daemon, lines);
  }

  /** What `show … json` answers. */
  // deno-lint-ignore no-explicit-any
  async show(daemon: FrrDaemon, what: string): Promise<any> {
    return JSON.parse(await this.#vtysh(daemon, [`show ${what} json`]));
  }

  async runningConfiguration(daemon: FrrDaemon): Promise<string> {
    return await this.#vtysh(daemon, ["show running-config"]);
  }

  async #vtysh(daemon: FrrDaemon, commands: readonly string[]): Promise<string> {
    const args = commands.flatMap((command) => ["-c", command]);
    return await this.host.run("vtysh", ["--vty_socket", this.#inside, "-d", daemon, ...args]);
  }
}

const patienceMs = 30_000;

/** Asks until it holds: routers do not tell when something has changed. Fails when it takes too long. */
export async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!await holds()) {
    if (performance.now() > deadline) throw new Error(`Not within ${patienceMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
