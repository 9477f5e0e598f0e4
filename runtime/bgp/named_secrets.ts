/**
 * The Secrets that BGPPeers name. The announcer watches each of them by name, since it may read no others. The
 * controller gives the right to read a Secret, so the right may come a moment after the BGPPeer.
 *
 * Why: docs/adr/0031-passwords-by-name.md
 *
 * @module
 */

import type { UnreadSecret } from "../../functions/model/frr/password.ts";
import type { Secret } from "../../functions/model/kubernetes.ts";
import { KindCache } from "../host/kind_cache.ts";
import type { Sink, Store } from "../store/store.ts";

/** A refusal that lasts longer is a fault. */
const patienceMs = 5_000;

export interface NamedSecretsOptions {
  readonly namespace: string;
  readonly store: Store;
  readonly onChange: () => void;
  readonly patienceMs?: number;
}

export class NamedSecrets {
  readonly #options: NamedSecretsOptions;
  readonly #followed = new Map<string, NamedSecret>();
  #isFirst = true;

  constructor(options: NamedSecretsOptions) {
    this.#options = options;
  }

  /**
   * True if no Secret is awaited. A Secret that peers name at the start is awaited until it is read, or is refused for
   * 5 s, since FRR may have a session with its password. A later Secret is awaited until its first answer.
   */
  get isSettled(): boolean {
    return this.#followed.values().every((each) => each.isSettled);
  }

  get all(): readonly Secret[] {
    return [...this.#followed.values()].flatMap(({ cache }): readonly Secret[] => cache.all);
  }

  /** The named Secrets that the announcer may not read. */
  get unread(): readonly UnreadSecret[] {
    return [...this.#followed].flatMap(([name, { refusal }]) =>
      refusal === undefined ? [] : [{ name, isLate: refusal === "late" }]
    );
  }

  /** From now on, follows the Secrets with these names, and no others, until the signal aborts. */
  follow(names: ReadonlySet<string>, signal: AbortSignal): void {
    for (const [name, secret] of this.#followed) {
      if (names.has(name)) continue;
      secret.stop();
      this.#followed.delete(name);
    }
    for (const name of names) {
      if (this.#followed.has(name)) continue;
      this.#followed.set(name, new NamedSecret(name, { ...this.#options, isFirst: this.#isFirst }, signal));
    }
    this.#isFirst = false;
  }
}

class NamedSecret {
  readonly cache: KindCache<"Secret">;
  readonly #options: NamedSecretsOptions;
  readonly #stop = new AbortController();
  /** FRR may have a session with this password. */
  #mayBeUsed: boolean;
  #refusal: "recent" | "late" | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(name: string, options: NamedSecretsOptions & { readonly isFirst: boolean }, signal: AbortSignal) {
    this.#options = options;
    this.#mayBeUsed = options.isFirst;
    const { store, namespace, onChange } = options;
    this.cache = new KindCache<"Secret">(onChange);
    const selection = { kind: "Secret", namespace, fields: { "metadata.name": name } } as const;
    void store.follow(selection, this.#sink(), AbortSignal.any([signal, this.#stop.signal]))
      .finally(() => clearTimeout(this.#timer));
  }

  /** For how long the Secret has been refused; undefined: it is not refused, or it is known from an earlier reading. */
  get refusal(): "recent" | "late" | undefined {
    return this.cache.isListed ? undefined : this.#refusal;
  }

  get isSettled(): boolean {
    return this.cache.isListed || this.#refusal === "late" || (this.#refusal === "recent" && !this.#mayBeUsed);
  }

  stop(): void {
    this.#stop.abort();
  }

  #sink(): Sink<Secret> {
    const { cache } = this;
    return {
      replace: (all, asOf) => {
        this.#read();
        cache.replace(all, asOf);
      },
      restored: () => cache.restored(),
      upsert: (secret) => cache.upsert(secret),
      remove: (key, asOf) => cache.remove(key, asOf),
      connected: (yes) => cache.connected(yes),
      refused: () => this.#refused(),
    };
  }

  #read(): void {
    clearTimeout(this.#timer);
    this.#refusal = undefined;
    this.#mayBeUsed = true;
  }

  #refused(): void {
    if (this.#refusal !== undefined) return;
    const { onChange } = this.#options;
    this.#refusal = "recent";
    this.#timer = setTimeout(() => {
      this.#refusal = "late";
      onChange();
    }, this.#options.patienceMs ?? patienceMs);
    onChange();
  }
}
