/**
 * Puts the parts of an announcer together, runs them, and disposes of them.
 *
 * @module
 */

import { steadyNow as clock } from "../ground/clock.ts";
import type { KindName } from "../../functions/model/kinds.ts";
import type { ListenAddress } from "../ground/http/listen.ts";
import { endInTime } from "../ground/end_in_time.ts";
import { logger, type LogLevel, startLog } from "../ground/log.ts";
import { type KeyRing, keyRing } from "../../functions/model/announcing/heartbeat/key_ring.ts";
import { readKeys } from "../peers/key_files.ts";
import { Peers } from "../peers/peers.ts";
import type { BGPSpeaker } from "../bgp/bgp_speaker.ts";
import { CountedStore } from "../store/counted_store.ts";
import { openStore, type StorePlace } from "../store/open_store.ts";
import type { Store } from "../store/store.ts";
import { SpareMemory } from "../wire/spare_memory.ts";
import { Announcer } from "./announcer.ts";
import { KeyKeeper } from "./key_keeper.ts";
import { KubeProxyWatch } from "./kube_proxy_watch.ts";
import { LeaseEvidence } from "./lease_evidence.ts";
import { LeaseKeeper } from "./lease_keeper.ts";
import { NodePlan } from "./node_plan.ts";
import { PlanScope } from "./plan_scope.ts";
import { PlanSaver } from "./plan_saver.ts";
import { loadPlan } from "./state_file.ts";
import { StatusReporter } from "./status_reporter.ts";
import { TwinWatch, untilAlone, type Yielding } from "./twin_watch.ts";
import { Unheard } from "./unheard.ts";
import { Wire } from "./wire.ts";

const log = logger("announcer");

export interface RunOptions {
  readonly nodeName: string;
  readonly place: StorePlace;
  readonly namespace: string;
  readonly heartbeatKey?: string;
  readonly heartbeatPort: number;
  /** The time between two heartbeats, in ms. */
  readonly beat: number;
  readonly refresh: number;
  readonly excludeInterfaces: readonly RegExp[];
  readonly stateDir?: string;
  /** True: the node also speaks BGP, through the FRR whose daemons listen in `frrSockets`. */
  readonly bgp?: boolean;
  readonly frrSockets: string;
  /** The file that FRR starts with; absent: FRR gets its whole configuration after each start. */
  readonly frrConf?: string;
  readonly ignoreExcludeLb?: boolean;
  /** Where the node's kube-proxy serves its health; absent: the announcer does not ask for it. */
  readonly kubeProxy?: ListenAddress;
  /** Where metrics and health are served; absent: they are not served. */
  readonly metrics?: ListenAddress;
  readonly logLevel: LogLevel;
}

/**
 * The kinds that an announcer uses: it reads all, and writes its Lease and the status of VirtualIPs. Most are needed
 * for BGP only.
 */
const kinds: ReadonlySet<KindName> = new Set([
  "VirtualIP",
  "Lease",
  "Node",
  "BGPPeer",
  "BGPAdvertisement",
  "BFDProfile",
  "Community",
  "Secret",
  "ConfigMap",
]);

/** Runs until SIGTERM or SIGINT. */
export async function runAnnouncer(options: RunOptions): Promise<void> {
  await startLog({ level: options.logLevel });
  const stop = new AbortController();
  endInTime(stop.signal);
  const end = (): void => stop.abort();
  Deno.addSignalListener("SIGTERM", end);
  Deno.addSignalListener("SIGINT", end);
  try {
    await using store = new CountedStore(
      await openStore(options.place, {
        fieldManager: "arpeggio-announcer",
        kinds,
      }),
    );
    const { nodeName: node, namespace } = options;
    let before: Ending = "stopped";
    while (!stop.signal.aborted) {
      before = await announceUntil(stop.signal, options, { store, isRefused: before === "refused" });
      if (before === "second") await untilAlone({ node, namespace, store, clock }, stop.signal);
    }
  } finally {
    Deno.removeSignalListener("SIGTERM", end);
    Deno.removeSignalListener("SIGINT", end);
  }
}

type Ending = "stopped" | Yielding;

/**
 * Announces until the signal aborts, or until this announcer must wait (`Yielding`).
 *
 * @param isRefused true: the API server has refused the Lease, so this announcer first waits until it accepts the Lease
 */
async function announceUntil(
  stop: AbortSignal,
  options: RunOptions,
  { store, isRefused }: { readonly store: CountedStore; readonly isRefused: boolean },
): Promise<Ending> {
  const { nodeName: node, namespace, kubeProxy } = options;
  // Aborts after `signal`, so that writes and watches still work while the announcer sends its last heartbeats.
  const done = new AbortController();
  await using wire = new Wire({
    port: options.heartbeatPort,
    everyMs: options.beat,
    exclude: options.excludeInterfaces,
  });
  const teller = { node, keys: await keysIn(options.heartbeatKey), incarnation: incarnation(), everyMs: options.beat };
  const peers: Peers = new Peers(teller, clock(), { heard: (twin) => twins.heard(twin), claim: () => twins.claim });
  const statuses = new StatusReporter(store, done.signal, statusRestMs);
  const saver = new PlanSaver(options.stateDir);
  using spare = new SpareMemory();
  const evidence = new LeaseEvidence({ namespace, store, clock });
  const unheard = new Unheard(node);
  const plan: NodePlan = new NodePlan({
    node,
    namespace,
    store,
    // With BGP, a node announces addresses whose order names only other nodes, so it follows all VirtualIPs.
    ...(options.bgp !== true && { scopes: new PlanScope({ node, namespace, store }) }),
    holds: (address) => announcer.holds(address),
    onLease: (peer, seen) => {
      evidence.watched(peer, seen);
      unheard.leased(peer, seen, clock());
    },
    onChange: (addresses) => {
      announcer.planChanged(addresses);
      saver.save(plan);
      spare.stir();
    },
  });
  const speaker = options.bgp ? await speakerFor(options, store, () => lease.renew()) : undefined;
  const proxy = kubeProxy && new KubeProxyWatch({ address: kubeProxy, clock, onChange: () => lease.renew() });
  const lease: LeaseKeeper = new LeaseKeeper({
    node,
    namespace,
    store,
    links: () => wire.links,
    heartbeat: () => keys.standing,
    unheard: () => unheard.nodes,
    twin: () => twins.twin,
    proxy: () => proxy?.known,
    ...(!isRefused && {
      onRefused: (message: string): void => {
        // So the rightful announcer of this node hears of this one, and reports it in its Lease.
        for (const { name } of wire.links) peers.twins.ask(name, clock());
        twins.refused(message);
      },
    }),
    ...(speaker !== undefined && { bgp: () => speaker.standing }),
  });
  const twins: TwinWatch = new TwinWatch({
    node,
    namespace,
    store,
    started: lease.started,
    onTwin: () => {
      lease.renew();
      announcer.planChanged("all");
    },
  });
  const signal = AbortSignal.any([stop, twins.yielded]);
  const keys = new KeyKeeper({ file: options.heartbeatKey, peers, clock, onChange: () => lease.renew() });
  const scene = { node, store: store.tally, plan, peers, wire, clock, bgp: speaker };
  await using onlooker = options.metrics &&
    (await import("../metrics/announcer_endpoint.ts")).open(scene, options.metrics);
  const announcer: Announcer = new Announcer({
    node,
    wire,
    peers,
    plan,
    evidence,
    unheard,
    twins: () => twins.macs,
    refreshSeconds: options.refresh,
    everyMs: options.beat,
    clock,
    report: (virtualIP) => statuses.report(virtualIP),
    onLinks: () => lease.renew(),
    onlooker,
  });
  const saved = options.stateDir === undefined ? undefined : await loadPlan(options.stateDir);
  if (saved !== undefined) plan.restore(saved);
  const following = [
    plan.follow(done.signal, speaker?.virtualIPs),
    // The first Lease must already report the health of kube-proxy, since the election depends on it.
    Promise.resolve(proxy?.checked).then(() => lease.run(done.signal)),
    keys.run(done.signal),
    proxy?.run(done.signal),
    twins.follow(done.signal),
  ];
  if (isRefused) await lease.written(signal);
  if (!signal.aborted) {
    log.info("Announcing on {links}", { links: wire.links.map((link) => link.name).join(", ") || "no link yet" });
    await Promise.all([announcer.run(signal), speaker?.run(signal).then(() => lease.renewed(farewellMs))]);
  }
  done.abort();
  await Promise.all([...following, statuses.settled(), saver.settled()]);
  if (twins.yielding !== undefined && !stop.aborted) return twins.yielding;
  log.info("Stopped");
  return "stopped";
}

/** The pause after each write. With eight writes in parallel, it limits the rate to 200 statuses a second. */
const statusRestMs = 40;

/** At the end, the longest wait for the last write of the Lease, which reports the closed sessions. */
const farewellMs = 1_000;

async function speakerFor(options: RunOptions, store: Store, onStanding: () => void): Promise<BGPSpeaker> {
  const { BGPSpeaker } = await import("../bgp/bgp_speaker.ts");
  const { sessionsBefore } = await import("../bgp/sessions_before.ts");
  const { nodeName, namespace, frrSockets, frrConf, ignoreExcludeLb = false } = options;
  return new BGPSpeaker({
    node: nodeName,
    namespace,
    ignoreExcludeLabel: ignoreExcludeLb,
    store,
    frr: { folder: frrSockets, ...(frrConf !== undefined && { configurationFile: frrConf }) },
    // Must be read before this announcer writes its first Lease over the old one.
    sessionsBefore: await sessionsBefore(store, { node: nodeName, namespace }),
    onStanding,
  });
}

/** Without a key file, the key is all zeros, so any host can sign heartbeats. */
async function keysIn(file: string | undefined): Promise<KeyRing> {
  if (file !== undefined) return await readKeys(file);
  log.warn("Heartbeats are not protected: no --heartbeat-key");
  return keyRing(new Uint8Array(32));
}

function incarnation(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) || 1;
}
