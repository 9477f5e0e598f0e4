/**
 * A cable: a host's interface at one end, the bridge at the other.
 *
 * @module
 */

import type { World } from "./world.ts";

export interface PortOptions {
  /** Of the bridge's end. */
  readonly name: string;
  /** Of the host's end. */
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
  /** False once the cable is gone for good, with its host. */
  plugged = true;

  constructor(world: World, options: PortOptions) {
    this.#world = world;
    this.name = options.name;
    this.interface = options.interface;
    this.mac = options.mac;
    this.address = options.address;
    this.address6 = options.address6;
  }

  /** Cuts the cable: the host sees its carrier go. */
  async down(): Promise<void> {
    await this.#world.run("ip", ["link", "set", this.name, "down"]);
  }

  async up(): Promise<void> {
    await this.#world.run("ip", ["link", "set", this.name, "up"]);
  }

  /** Drops every frame, both ways, while the host goes on seeing its carrier. */
  async isolate(): Promise<void> {
    await this.#world.run("ip", ["link", "set", this.name, "nomaster"]);
  }
}
