/**
 * What a node that speaks BGP goes by: the BGP kinds, its own Node, the Secrets that peers name, the ConfigMap `bgpextras`.
 *
 * @module
 */

import type { VirtualIP } from "../../functions/model/crds.ts";
import type { Secret } from "../../functions/model/kubernetes.ts";
import type { RouteInput } from "../../functions/route.ts";
import { KindCache } from "../host/kind_cache.ts";
import { World } from "../host/world.ts";
import type { Sink, Store } from "../store/store.ts";

export interface BGPWorldOptions {
  readonly node: string;
  readonly namespace: string;
  readonly store: Store;
  readonly onChange: () => void;
}

/** Everything that `route` is told, but for the settings. */
export type RouteWorld = Omit<RouteInput, "settings">;

const extrasName = "bgpextras";
const extrasKey = "extras";

export class BGPWorld {
  readonly #options: BGPWorldOptions;
  readonly #world: World;
  readonly #virtualIPs: KindCache<"VirtualIP">;
  readonly #secrets = new Map<string, { readonly cache: KindCache<"Secret">; readonly stop: AbortController }>();
  #signal: AbortSignal | undefined;

  constructor(options: BGPWorldOptions) {
    const { node, namespace, onChange } = options;
    this.#options = options;
    this.#virtualIPs = new KindCache(onChange);
    this.#world = new World([
      { kind: "Node", fields: { "metadata.name": node } },
      { kind: "BGPPeer", namespace },
      { kind: "BGPAdvertisement", namespace },
      { kind: "BFDProfile", namespace },
      { kind: "Community", namespace },
      { kind: "ConfigMap", namespace, fields: { "metadata.name": extrasName } },
    ], (kind) => {
      if (kind === "BGPPeer") this.#followSecrets();
      onChange();
    });
  }

  /** Takes the VirtualIPs, which the announcer follows anyway. */
  get virtualIPs(): Sink<VirtualIP> {
    return this.#virtualIPs;
  }

  /** Undefined before everything has been listed once: what is missing may only be unknown. */
  get known(): RouteWorld | undefined {
    const secrets = [...this.#secrets.values()];
    if (!this.#world.isListed || !this.#virtualIPs.isListed || !secrets.every(({ cache }) => cache.isListed)) {
      return undefined;
    }
    const { node: name } = this.#options;
    const [node = { apiVersion: "v1", kind: "Node", metadata: { name } } as const] = this.#world.all("Node");
    const extras = this.#world.all("ConfigMap")[0]?.data?.[extrasKey];
    return {
      node,
      virtualIPs: this.#virtualIPs.all,
      bgpPeers: this.#world.all("BGPPeer"),
      bgpAdvertisements: this.#world.all("BGPAdvertisement"),
      bfdProfiles: this.#world.all("BFDProfile"),
      communities: this.#world.all("Community"),
      secrets: secrets.flatMap(({ cache }): readonly Secret[] => cache.all),
      ...(extras !== undefined && { extras }),
    };
  }

  /** Follows it all until the signal aborts. */
  async follow(signal: AbortSignal): Promise<void> {
    this.#signal = signal;
    await this.#world.follow(this.#options.store, signal);
  }

  /** Only the Secrets that peers name: others are none of its business. */
  #followSecrets(): void {
    const { store, namespace, onChange } = this.#options;
    const signal = this.#signal;
    if (signal === undefined) return;
    const names = this.#world.all("BGPPeer").map(({ spec }): unknown => spec?.passwordSecret?.name);
    const named = new Set(names.filter((name) => typeof name === "string").filter((name) => name !== ""));
    for (const [name, { stop }] of this.#secrets) {
      if (named.has(name)) continue;
      stop.abort();
      this.#secrets.delete(name);
    }
    for (const name of named) {
      if (this.#secrets.has(name)) continue;
      const stop = new AbortController();
      const cache = new KindCache<"Secret">(onChange);
      this.#secrets.set(name, { cache, stop });
      const selection = { kind: "Secret", namespace, fields: { "metadata.name": name } } as const;
      void store.follow(selection, cache, AbortSignal.any([signal, stop.signal]));
    }
  }
}
