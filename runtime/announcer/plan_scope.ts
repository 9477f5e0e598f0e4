/**
 * Chooses the VirtualIPs that an announcer follows. While the leading controller maintains the node labels, these are
 * the VirtualIPs with the node's label. A controller of an older release does not set the labels: then the announcer
 * follows all.
 *
 * Why: docs/adr/0028-only-what-concerns-a-node.md
 *
 * @module
 */

import { controllerLeaseName } from "../../functions/model/names.ts";
import { keepsLabels, nodeLabel, nodeLabelValue } from "../../functions/model/virtual_ip_labels.ts";
import { pause } from "../ground/pause.ts";
import type { Selection, Store } from "../store/store.ts";

/** `own`: only the VirtualIPs with the node's label. */
export type Scope = "own" | "all";

/** With this interval, 1000 announcers send 67 requests a second: less than their kubelets send. */
const askEveryMs = 15_000;

export interface PlanScopeOptions {
  readonly node: string;
  readonly namespace: string;
  readonly store: Store;
  readonly askEveryMs?: number;
}

export class PlanScope {
  readonly #options: PlanScopeOptions;

  constructor(options: PlanScopeOptions) {
    this.#options = options;
  }

  selection(scope: Scope): Selection<"VirtualIP"> {
    return scope === "all"
      ? { kind: "VirtualIP" }
      : { kind: "VirtualIP", labels: { [nodeLabel(this.#options.node)]: nodeLabelValue } };
  }

  /**
   * The scope that the controller's Lease shows; `all` if there is no such Lease. Undefined if the Lease cannot be
   * read, or if it names no leader.
   */
  async ask(signal: AbortSignal): Promise<Scope | undefined> {
    const { store, namespace } = this.#options;
    const listing = await store.list(
      { kind: "Lease", namespace, fields: { "metadata.name": controllerLeaseName } },
      signal,
    );
    if (listing.outcome !== "listed") return undefined;
    const [lease] = listing.objects;
    if (lease === undefined) return "all";
    const keeps = keepsLabels(lease);
    return keeps === undefined ? undefined : keeps ? "own" : "all";
  }

  /** Resolves when the scope is no longer `scope`, or when the signal aborts. */
  async left(scope: Scope, signal: AbortSignal): Promise<void> {
    const everyMs = this.#options.askEveryMs ?? askEveryMs;
    while (!signal.aborted) {
      await pause(everyMs * (0.8 + Math.random() * 0.4), signal);
      const now = signal.aborted ? undefined : await this.ask(signal);
      if (now !== undefined && now !== scope) return;
    }
  }
}
