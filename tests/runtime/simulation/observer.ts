/**
 * Observes a faulty world, and checks the promises to users.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { FakeTime } from "../../fake_time.ts";
import type { FaultyWorld, Seen } from "./faulty_world.ts";

/** The maximum time without an answer for an address, in ms: the time of a failover after a node's death. */
export const unansweredMs = 1_500;

/**
 * The maximum time in ms for which a Service's status may be worse than its real state. This long after the last fault,
 * everything must be right.
 */
export const patienceMs = 20_000;

/**
 * The most that two controllers and three nodes may keep at the same time. The worst of 200 random sequences had 63
 * connections, 190 timers and 12 kB.
 */
const most = { connections: 100, timers: 300, unreadBytes: 256 * 1024 } as const;

export class Observer {
  readonly #world: FaultyWorld;
  readonly #time: Pick<FakeTime, "timers">;
  readonly #story: () => string;
  /** For each address, the time of its last answer. */
  readonly #answeredAt = new Map<string, number>();
  /** For each Service, the time since which its status is worse than its real state. */
  readonly #wrongedAt = new Map<string, number>();

  constructor(world: FaultyWorld, time: Pick<FakeTime, "timers">, story: () => string) {
    this.#world = world;
    this.#time = time;
    this.#story = story;
  }

  look(now: number): void {
    for (const seen of this.#world.services) {
      this.#lookAtAddress(seen, now);
      this.#lookAtCondition(seen, now);
    }
    const { network: { connections, unreadBytes } } = this.#world;
    const kept = { connections, timers: this.#time.timers, unreadBytes };
    const isBounded = connections <= most.connections && kept.timers <= most.timers && unreadBytes <= most.unreadBytes;
    assert.ok(isBounded, `the programs keep ${JSON.stringify(kept)}${this.#story()}`);
  }

  /** What is wrong, in one line for each Service; empty if everything is right. Do not call this during a fault. */
  faults(): string[] {
    const alive = [...this.#world.nodes.values()].filter((node) => node.isAlive).map((node) => node.name).toSorted();
    return this.#world.services.flatMap((seen) => {
      const { name, announced, by, order } = seen;
      const isRight = announced === "True Announcing" && by.length === 1 && by[0] === order[0] &&
        order.filter((each) => alive.includes(each)).length === alive.length;
      return isRight ? [] : [`${name}: ${JSON.stringify(seen)}`];
    });
  }

  #lookAtAddress({ address, by, name }: Seen, now: number): void {
    if (address === undefined) return;
    if (by.length > 0) this.#answeredAt.set(address, now);
    const silentMs = now - (this.#answeredAt.get(address) ?? now);
    assert.ok(
      silentMs <= unansweredMs,
      `${name}: no node has answered for ${address} for ${silentMs} ms${this.#story()}`,
    );
  }

  #lookAtCondition({ name, announced, by }: Seen, now: number): void {
    if (by.length === 0 || !announced.startsWith("False")) this.#wrongedAt.delete(name);
    else if (!this.#wrongedAt.has(name)) this.#wrongedAt.set(name, now);
    const wrongMs = now - (this.#wrongedAt.get(name) ?? now);
    assert.ok(
      wrongMs <= patienceMs,
      `${name} is answered, but its status has been "${announced}" for ${wrongMs} ms${this.#story()}`,
    );
  }
}
