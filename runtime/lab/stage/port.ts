/**
 * A cable between a host's interface and the bridge.
 *
 * @module
 */

import type { World } from "./world.ts";

export interface PortOptions {
  /** The interface name at the bridge's end. */
  readonly name: string;
  /** The interface name at the host's end. */
  readonly interface: string;
  readonly mac: string;
  /** In CIDR notation. */
  readonly address: string;
  readonly address6?: string;
}

export class Port {
  readonly #world: World;
  readonly name: string;
  readonly interface: string;
  readonly mac: string;
  readonly address: string;
  readonly address6: string | undefined;
  /** False after the host was killed: the cable no longer exists. */
  plugged = true;

  constructor(world: World, options: PortOptions) {
    this.#world = world;
    this.name = options.name;
    this.interface = options.interface;
    this.mac = options.mac;
    this.address = options.address;
    this.address6 = options.address6;
  }

  /** Cuts the cable: the host's interface loses its carrier. */
  async down(): Promise<void> {
    await this.#world.run("ip", ["link", "set", this.name, "down"]);
  }

  async up(): Promise<void> {
    await this.#world.run("ip", ["link", "set", this.name, "up"]);
  }

  /** Drops every frame in both directions, while the host's interface keeps its carrier. */
  async isolate(): Promise<void> {
    await this.#world.run("ip", ["link", "set", this.name, "nomaster"]);
  }
}
