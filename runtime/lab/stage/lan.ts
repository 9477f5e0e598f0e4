/**
 * A local network of hosts, each a network namespace, joined by a bridge.
 *
 * @module
 */

import { Host } from "./host.ts";
import { Port } from "./port.ts";
import type { World } from "./world.ts";

export interface HostOptions {
  readonly name: string;
  /** In CIDR notation, e.g. `172.16.0.10/16`. */
  readonly address: string;
  /** In CIDR notation, e.g. `fd00:16::10/64`. */
  readonly address6?: string;
}

/** One segment: every attached host receives every broadcast. */
export class Lan {
  readonly #world: World;
  readonly #ports: Port[] = [];
  /** The bridge of this segment, and a second, unconnected bridge for hosts that `split` cuts off. */
  readonly #bridge: string;
  readonly #farBridge: string;
  readonly #number: number;

  private constructor(world: World, number: number) {
    this.#world = world;
    this.#number = number;
    this.#bridge = `lan${number}`;
    this.#farBridge = `lan${number}-far`;
  }

  /** Creates a segment. A world may have several, each with its own number below 256. */
  static async create(world: World, number: number = 0): Promise<Lan> {
    const lan = new Lan(world, number);
    // The machine with the bridges stays silent on the segment.
    await world.run("sh", ["-e"], {
      input: `
for scope in all default; do
  if [ -d /proc/sys/net/ipv6 ]; then echo 1 > /proc/sys/net/ipv6/conf/$scope/disable_ipv6; fi
  echo 8 > /proc/sys/net/ipv4/conf/$scope/arp_ignore
done
ip -batch - <<BATCH
link add ${lan.#bridge} up type bridge
link add ${lan.#farBridge} up type bridge
BATCH
`,
    });
    return lan;
  }

  async addHost(name: string, options: Omit<HostOptions, "name">): Promise<Host> {
    const [host] = await this.addHosts([{ name, ...options }]);
    if (host === undefined) throw new Error(`Cannot add host ${name}: none was made`);
    return host;
  }

  /**
   * Adds hosts with an interface `eth0` each; adding many at once takes little longer than one. Names must be unique in
   * a world.
   */
  async addHosts(options: readonly HostOptions[]): Promise<readonly Host[]> {
    const ports = options.map((one) => this.#newPort("eth0", one));
    const setup = options.map(({ name }) => `netns add ${name}`).join("\n");
    const inside = options.map(({ name }, index) => configure(name, ports[index]));
    await this.#plugIn(ports, [`ip -batch - <<BATCH\n${setup}\nBATCH`, ...inside]);
    return options.map(({ name }, index) => new Host(this.#world, name, ports.slice(index, index + 1)));
  }

  /** Adds an interface on this segment to a host. */
  async attach(host: Host, options: Omit<HostOptions, "name"> & { readonly interface: string }): Promise<Port> {
    const port = this.#newPort(options.interface, options);
    await this.#plugIn([port], [configure(host.name, port)]);
    host.ports.push(port);
    return port;
  }

  /**
   * Cuts the segment in two: these hosts reach only each other, and all other hosts reach only each other. No link goes
   * down.
   */
  async split(hosts: readonly Host[]): Promise<void> {
    await this.#onPortsOf(hosts, (port) => `ip link set ${port.name} master ${this.#farBridge}`);
  }

  /** Drops all frames between these hosts. All other hosts still reach every host. */
  async separate(hosts: readonly Host[]): Promise<void> {
    await this.#onPortsOf(hosts, (port) => `bridge link set dev ${port.name} isolated on`);
  }

  /** Undoes `split`, `separate`, `isolate` and `linkDown` for every host. */
  async heal(): Promise<void> {
    const living = this.#ports.filter((port) => port.plugged);
    const lines = living.map(({ name }) =>
      `ip link set ${name} master ${this.#bridge} up\nbridge link set dev ${name} isolated off`
    );
    await this.#world.run("sh", ["-e"], { input: lines.join("\n") });
  }

  #newPort(name: string, options: Omit<HostOptions, "name">): Port {
    const index = this.#ports.length + 1;
    const mac = `02:4c:${hex(this.#number)}:00:${hex(index >> 8)}:${hex(index & 255)}`;
    const port = new Port(this.#world, { ...options, name: `port${this.#number}-${index}`, interface: name, mac });
    this.#ports.push(port);
    return port;
  }

  async #plugIn(ports: readonly Port[], setup: readonly string[]): Promise<void> {
    const plugs = ports.map((port) => `link set ${port.name} master ${this.#bridge} up`);
    await this.#world.run("sh", ["-e"], { input: [...setup, `ip -batch - <<BATCH`, ...plugs, "BATCH\n"].join("\n") });
  }

  async #onPortsOf(hosts: readonly Host[], line: (port: Port) => string): Promise<void> {
    const ports = hosts.flatMap((host) => host.ports).filter((port) => this.#ports.includes(port));
    await this.#world.run("sh", ["-e"], { input: ports.map(line).join("\n") });
  }
}

/**
 * The shell lines that create a host's interface, without duplicate address detection, which would take two seconds.
 */
function configure(host: string, port: Port | undefined): string {
  if (port === undefined) return "";
  const { name, mac, address, address6 } = port;
  return `ip netns exec ${host} sh -e <<HOST
if [ -d /proc/sys/net/ipv6 ]; then echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad; fi
ip -batch - <<BATCH
link set lo up
link add ${port.interface} address ${mac} type veth peer name ${name} netns 1
addr add ${address} dev ${port.interface}
${address6 === undefined ? "" : `addr add ${address6} dev ${port.interface} nodad`}
link set ${port.interface} up
BATCH
HOST`;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
