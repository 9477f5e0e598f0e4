/**
 * The objects that a BGP node reads: the VirtualIPs, the BGP kinds, its own Node, the Secrets that peers name, and the
 * ConfigMap `bgpextras`.
 *
 * @module
 */

import { namedSecrets } from "../../functions/model/bgp/password_role.ts";
import type { VirtualIP } from "../../functions/model/crds.ts";
import type { RouteInput } from "../../functions/route.ts";
import { KindCache } from "../host/kind_cache.ts";
import { World } from "../host/world.ts";
import type { Sink, Store } from "../store/store.ts";
import { NamedSecrets } from "./named_secrets.ts";

export interface BGPWorldOptions {
  readonly node: string;
  readonly namespace: string;
  readonly store: Store;
  readonly onChange: () => void;
}

/** The input of `route` without the settings. */
export type RouteWorld = Omit<RouteInput, "settings">;

const extrasName = "bgpextras";
const extrasKey = "extras";

export class BGPWorld {
  readonly #options: BGPWorldOptions;
  readonly #world: World;
  readonly #virtualIPs: KindCache<"VirtualIP">;
  readonly #secrets: NamedSecrets;
  #signal: AbortSignal | undefined;

  constructor(options: BGPWorldOptions) {
    const { node, namespace, store, onChange } = options;
    this.#options = options;
    this.#secrets = new NamedSecrets({ namespace, store, onChange });
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

  /** The sink for the VirtualIPs, which the announcer follows anyway. */
  get virtualIPs(): Sink<VirtualIP> {
    return this.#virtualIPs;
  }

  /**
   * Undefined until all kinds have been listed once, and while a Secret is awaited: until then, an unknown object may
   * exist.
   */
  get known(): RouteWorld | undefined {
    if (!this.#world.isListed || !this.#virtualIPs.isListed || !this.#secrets.isSettled) return undefined;
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
      secrets: this.#secrets.all,
      unreadSecrets: this.#secrets.unread,
      ...(extras !== undefined && { extras }),
    };
  }

  /**
   * Follows all these objects until the signal aborts, except the VirtualIPs: the announcer delivers those to their
   * sink.
   */
  async follow(signal: AbortSignal): Promise<void> {
    this.#signal = signal;
    await this.#world.follow(this.#options.store, signal);
  }

  /** Follows the Secrets that peers name, and no others. */
  #followSecrets(): void {
    const names = new Set(namedSecrets(this.#world.all("BGPPeer")));
    if (this.#signal !== undefined) this.#secrets.follow(names, this.#signal);
  }
}
