/**
 * A machine on a lab's network.
 *
 * @module
 */

import type { EnteredProcess } from "./entered_process.ts";
import type { Port } from "./port.ts";
import type { World } from "./world.ts";

export class Host {
  readonly #world: World;
  readonly name: string;
  /** The host's cables, oldest first; the first one belongs to `eth0`. */
  readonly ports: Port[];

  constructor(world: World, name: string, ports: readonly Port[]) {
    this.#world = world;
    this.name = name;
    this.ports = [...ports];
  }

  /** The IPv4 address of `eth0`, without its prefix length. */
  get address(): string {
    return withoutLength(this.#port("eth0").address);
  }
  /** The addresses of `eth0`, in CIDR notation. */
  get addresses(): Pick<Port, "address" | "address6"> {
    return this.#port("eth0");
  }
  get address6(): string | undefined {
    const address = this.#port("eth0").address6;
    return address === undefined ? undefined : withoutLength(address);
  }
  get mac(): string {
    return this.macOf("eth0");
  }
  macOf(link: string): string {
    return this.#port(link).mac;
  }

  /** Starts a command on this host, like `new Deno.Command(…).spawn()`. */
  spawn(command: string, args: readonly string[] = [], options: Deno.CommandOptions = {}): EnteredProcess {
    return this.#world.spawn("ip", ["netns", "exec", this.name, command, ...args], options);
  }

  /** Runs a command on this host to its end and returns its output. If it fails, throws an `Error` with its message. */
  run(command: string, args: readonly string[] = [], options: { readonly input?: string } = {}): Promise<string> {
    return this.#world.run("ip", ["netns", "exec", this.name, command, ...args], options);
  }

  /** Cuts the cable: the host's interface loses its carrier. */
  async linkDown(name: string = "eth0"): Promise<void> {
    await this.#port(name).down();
  }

  async linkUp(name: string = "eth0"): Promise<void> {
    await this.#port(name).up();
  }

  /** Drops every frame while the carrier stays up. `Lan.heal` undoes it. */
  async isolate(name: string = "eth0"): Promise<void> {
    await this.#port(name).isolate();
  }

  /** Stops every process, as if the user space hung. The host's kernel still answers for the host's own addresses. */
  async pause(): Promise<void> {
    await this.#signal("STOP");
  }

  async resume(): Promise<void> {
    await this.#signal("CONT");
  }

  /** Cuts the machine's power for good. A new host may get the same name. */
  async kill(): Promise<void> {
    for (const port of this.ports) port.plugged = false;
    const unplug = this.ports.map(({ name }) => `ip link del ${name}`);
    const lines = [signal(this.name, "KILL"), ...unplug, `ip netns del ${this.name}`];
    await this.#world.run("sh", ["-e"], { input: lines.join("\n") });
  }

  async #signal(name: string): Promise<void> {
    await this.#world.run("sh", ["-e"], { input: signal(this.name, name) });
  }

  #port(name: string): Port {
    const port = this.ports.find((one) => one.interface === name);
    if (port === undefined) throw new Error(`Cannot find interface ${name} of ${this.name}: it was never attached`);
    return port;
  }
}

/** The command that sends a signal to all processes of a host. It ignores processes that have just ended. */
function signal(host: string, name: string): string {
  return `ip netns pids ${host} | xargs -r kill -${name} 2>/dev/null || true`;
}

function withoutLength(cidr: string): string {
  return cidr.slice(0, cidr.indexOf("/"));
}
