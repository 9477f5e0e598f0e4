import type { Lease } from "../../functions/model/kubernetes.ts";
import { compareResourceVersions } from "../store/resource_version.ts";
import type { Sink } from "../store/store.ts";

/** The last seen version of one Lease, and the time since its last change, by the clock of this process. */
export class LeaseView implements Sink<Lease> {
  #lease: Lease | undefined;
  #since = performance.now();
  #isKnown = false;
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** True once the API server has listed the Lease, or has shown that there is none. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  get lease(): Lease | undefined {
    return this.#lease;
  }

  get unchangedMs(): number {
    return performance.now() - this.#since;
  }

  replace(all: readonly Lease[], asOf?: string): void {
    this.#isKnown = true;
    const [lease] = all;
    if (lease === undefined) this.remove("", asOf);
    else this.upsert(lease);
    this.#onChange();
  }

  restored(): void {
    this.#lease = undefined;
  }

  /** Ignores an event that is not newer than the known version, e.g. the echo of an own write. */
  upsert(lease: Lease): void {
    const known = this.#lease?.metadata.resourceVersion;
    if (known === undefined || compareResourceVersions(lease.metadata.resourceVersion, known) > 0) this.#set(lease);
  }

  remove(_key: string, asOf?: string): void {
    const known = this.#lease?.metadata.resourceVersion;
    if (asOf === undefined || compareResourceVersions(known, asOf) <= 0) this.#set(undefined);
  }

  #set(lease: Lease | undefined): void {
    this.#lease = lease;
    this.#since = performance.now();
    this.#onChange();
  }
}
