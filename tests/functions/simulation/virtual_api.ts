import { conditionOf } from "../../../functions/model/conditions.ts";
import type { VirtualIP, VirtualIPStatus } from "../../../functions/model/crds.ts";
import type { KindName, Kinds } from "../../../functions/model/kinds.ts";
import type { Lease } from "../../../functions/model/kubernetes.ts";
import type { Listing, Outcome, Selection, Sink, Store, Write } from "../../../runtime/store/store.ts";
import type { Chance } from "../../chance.ts";
import type { Timeline } from "./timeline.ts";

/** The API server: the objects, and a view for each announcer process. A view lags behind, and it can be cut off. */
export class VirtualApi {
  readonly timeline: Timeline;
  readonly chance: Chance;
  readonly virtualIPs = new Map<string, VirtualIP>();
  readonly leases = new Map<string, Lease>();
  /** The conflicts that statuses have reported. */
  readonly conflicts: string[] = [];
  readonly #views = new Set<ApiView>();
  #version = 1;
  #isDown = false;

  constructor(timeline: Timeline, chance: Chance) {
    this.timeline = timeline;
    this.chance = chance;
  }

  get isDown(): boolean {
    return this.#isDown;
  }

  set isDown(isDown: boolean) {
    this.#isDown = isDown;
    for (const view of this.#views) isDown ? view.cut() : view.restore();
  }

  view(): ApiView {
    const view = new ApiView(this);
    if (this.#isDown) view.cut();
    this.#views.add(view);
    return view;
  }

  /** Removes the view of a process that has ended. The writes that still wait in the view are lost. */
  drop(view: ApiView): void {
    view.cut();
    this.#views.delete(view);
  }

  put(virtualIP: VirtualIP): void {
    const metadata = { ...virtualIP.metadata, resourceVersion: String(this.#version++) };
    const next = { ...virtualIP, metadata };
    this.virtualIPs.set(metadata.name, next);
    const conflict = conditionOf(next.status?.conditions, "Conflict");
    if (conflict?.status === "True") this.conflicts.push(`${metadata.name}: ${conflict.message}`);
    for (const view of this.#views) view.changed(next);
  }

  putLease(lease: Lease): void {
    this.leases.set(lease.metadata.name, lease);
    for (const view of this.#views) view.leaseChanged(lease);
  }

  patchStatus(name: string, patch: Readonly<Record<string, unknown>>): VirtualIP | undefined {
    const before = this.virtualIPs.get(name);
    if (before === undefined) return undefined;
    const merged = Object.entries({ ...before.status, ...patch }).filter(([, value]) => value !== null);
    const status: VirtualIPStatus = Object.fromEntries(merged);
    this.put({ ...before, status });
    return this.virtualIPs.get(name);
  }
}

/** The API server as one announcer process sees it. */
export class ApiView implements Store {
  readonly #api: VirtualApi;
  readonly #sinks = new Set<Sink<VirtualIP>>();
  /** By sink: the name of the only Lease that the sink follows. */
  readonly #leaseSinks = new Map<Sink<Lease>, string>();
  #pending: (() => void)[] = [];
  #cut = false;
  #lastAt = 0;

  constructor(api: VirtualApi) {
    this.#api = api;
  }

  cut(): void {
    this.#cut = true;
  }

  /** Reconnects the view: it sends the waiting writes, and lists everything again. */
  restore(): void {
    if (!this.#cut) return;
    this.#cut = false;
    for (const act of this.#pending.splice(0)) this.#later(act);
    for (const sink of this.#sinks) this.#list(sink);
    for (const sink of this.#leaseSinks.keys()) this.#listLease(sink);
  }

  renew(lease: Lease): void {
    this.#later(() => this.#api.putLease(lease));
  }

  leaseChanged(lease: Lease): void {
    if (this.#cut) return;
    for (const [sink, name] of this.#leaseSinks) if (name === lease.metadata.name) this.#listLease(sink);
  }

  changed(virtualIP: VirtualIP): void {
    if (this.#cut) return;
    for (const sink of this.#sinks) this.#later(() => this.#sinks.has(sink) && sink.upsert(virtualIP));
  }

  /** Lists a Lease by its name. Fails while the view is cut off. */
  list<Kind extends KindName>(selection: Selection<Kind>): Promise<Listing<Kind>> {
    if (this.#cut) return Promise.resolve({ outcome: "unavailable", message: "no connection" });
    const { promise, resolve } = Promise.withResolvers<Listing<Kind>>();
    const { timeline, chance, leases } = this.#api;
    timeline.after(chance.between(3, 60), () => {
      const lease = leases.get(selection.fields?.["metadata.name"] ?? "");
      const objects = lease === undefined ? [] : [lease] as unknown as Kinds[Kind][];
      resolve(this.#cut ? { outcome: "unavailable", message: "no connection" } : { outcome: "listed", objects });
    });
    return promise;
  }

  follow<Kind extends KindName>(
    selection: Selection<Kind>,
    sink: Sink<Kinds[Kind]>,
    signal: AbortSignal,
  ): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (isOf("VirtualIP", selection)) this.#followVirtualIPs(sink as unknown as Sink<VirtualIP>, signal);
    else this.#followLease(sink as unknown as Sink<Lease>, selection.fields?.["metadata.name"] ?? "", signal);
    signal.addEventListener("abort", () => resolve(), { once: true });
    return promise;
  }

  write<Kind extends KindName>(write: Write<Kind>): Promise<Outcome<Kind>> {
    const { promise, resolve } = Promise.withResolvers<Outcome<Kind>>();
    if (write.action !== "patchStatus") return Promise.resolve({ outcome: "refused", message: "not simulated" });
    const status = write.patch.status;
    this.#later(() => {
      const written = this.#api.patchStatus(write.target.name, isRecord(status) ? status : {});
      const object = written as unknown as Kinds[Kind];
      resolve(written === undefined ? { outcome: "gone", message: "gone" } : { outcome: "written", object });
    });
    return promise;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }

  #followVirtualIPs(sink: Sink<VirtualIP>, signal: AbortSignal): void {
    this.#sinks.add(sink);
    signal.addEventListener("abort", () => this.#sinks.delete(sink), { once: true });
    this.#list(sink);
  }

  #followLease(sink: Sink<Lease>, name: string, signal: AbortSignal): void {
    this.#leaseSinks.set(sink, name);
    signal.addEventListener("abort", () => this.#leaseSinks.delete(sink), { once: true });
    this.#listLease(sink);
  }

  /** Delivers the Lease after a delay, in its state at that time. */
  #listLease(sink: Sink<Lease>): void {
    this.#later(() => {
      const name = this.#leaseSinks.get(sink);
      const lease = this.#api.leases.get(name ?? "");
      if (name !== undefined) sink.replace(lease === undefined ? [] : [lease]);
    });
  }

  #list(sink: Sink<VirtualIP>): void {
    this.#later(() => this.#sinks.has(sink) && sink.replace([...this.#api.virtualIPs.values()]));
  }

  /** Runs `act` some milliseconds later, in the order of the calls. If the view is cut off, it waits for `restore`. */
  #later(act: () => void): void {
    if (this.#cut) return void this.#pending.push(act);
    const { timeline, chance } = this.#api;
    this.#lastAt = Math.max(this.#lastAt, timeline.now + chance.between(3, 60));
    timeline.after(this.#lastAt - timeline.now, act);
  }
}

function isOf<Kind extends KindName>(kind: Kind, selection: Selection): boolean {
  return selection.kind === kind;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
