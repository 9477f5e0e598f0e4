/**
 * The objects of one kind in a recorded world.
 *
 * @module
 */

import type { ListedKind } from "../../functions/model/kind_table.ts";
import type { Kinds } from "../../functions/model/kinds.ts";
import { isInstant } from "../../functions/model/instant.ts";
import { type FirstSeen, keyOf, type KubernetesObject, type ObjectKey } from "../../functions/model/kubernetes.ts";
import { isRecord } from "../../functions/model/shape.ts";
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
    this.#objects.set(keyOf(object), withFirstSeen(object, firstSeenIn(value)));
    return undefined;
  }

  remove(key: ObjectKey): void {
    this.#objects.delete(key);
  }

  get all(): readonly Kinds[Kind][] {
    return [...this.#objects.values()];
  }
}

function withFirstSeen<Kept extends KubernetesObject>(object: Kept, firstSeen: FirstSeen): Kept {
  if (Object.keys(firstSeen).length === 0) return object;
  return { ...object, metadata: { ...object.metadata, firstSeen } };
}

/** When the controller first saw the times that other machines wrote. Only a recording has this, not the API server. */
function firstSeenIn(value: unknown): FirstSeen {
  const metadata = isRecord(value) ? value["metadata"] : undefined;
  const given = isRecord(metadata) ? metadata["firstSeen"] : undefined;
  const found: { -readonly [Field in keyof FirstSeen]: FirstSeen[Field] } = {};
  for (const field of ["since", "conflict", "moved", "up"] as const) {
    const seen = isRecord(given) ? given[field] : undefined;
    if (isRecord(seen) && typeof seen["text"] === "string" && isInstant(seen["at"])) {
      found[field] = { text: seen["text"], at: seen["at"] };
    }
  }
  return found;
}
