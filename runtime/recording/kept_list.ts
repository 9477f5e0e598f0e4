/**
 * The objects of one kind in a recorded world.
 *
 * @module
 */

import type { ListedKind } from "../../functions/model/kind_table.ts";
import type { Kinds } from "../../functions/model/kinds.ts";
import { keyOf, type ObjectKey } from "../../functions/model/kubernetes.ts";
import { incoming } from "../store/incoming.ts";
import { refusals } from "../store/schema.ts";

/** The current objects of one kind. */
export class KeptList<Kind extends ListedKind> {
  readonly #kind: Kind;
  readonly #objects = new Map<ObjectKey, Kinds[Kind]>();

  constructor(kind: Kind) {
    this.#kind = kind;
  }

  /** Adds or replaces an object; returns the reason if the value is no object of this kind. */
  put(value: unknown): string | undefined {
    const object = incoming(this.#kind, value);
    if (object === undefined) return `expected a ${this.#kind} with a name`;
    const [fault] = refusals(this.#kind, object);
    if (fault !== undefined) return `${this.#kind} ${keyOf(object)}: ${fault.path}: ${fault.message}`;
    this.#objects.set(keyOf(object), object);
    return undefined;
  }

  remove(key: ObjectKey): void {
    this.#objects.delete(key);
  }

  get all(): readonly Kinds[Kind][] {
    return [...this.#objects.values()];
  }
}
