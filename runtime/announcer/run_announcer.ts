/**
 * Puts the parts of an announcer together, and takes them apart again.
 *
 * @module
 */

import type { KindName } from "../../functions/model/kinds.ts";
import type { ListenAddress } from "../listen.ts";
import { logger, type LogLevel, startLog } from "../log.ts";
import { Peers } from "../peers/peers.ts";
import type { BGPSpeaker } from "../bgp/bgp_speaker.ts";
import { CountedStore } from "../store/counted_store.ts";
import { openStore, type StorePlace } from "../store/open_store.ts";
import type { Store } from "../store/store.ts";
import { SpareMemory } from "../wire/spare_memory.ts";
import { Announcer } from "./announcer.ts";
import { LeaseKeeper } from "./lease_keeper.ts";
import { Plan } from "./plan.ts";
import { loadPlan, savePlan } from "./state_file.ts";
import { StatusReporter } from "./status_reporter.ts";
import { Wire } from "./wire.ts";

const log = logger("announcer");

export interface RunOptions {
  readonly nodeName: string;
  readonly place: StorePlace;
  readonly namespace: string;
  readonly heartbeatKey?: string;
  readonly heartbeatPort: number;
  readonly refresh: number;
  readonly excludeInterfaces: readonly string[];
  readonly stateDir?: string;
  /** Speaks BGP, too, through the FRR whose daemons listen in `frrSockets`. */
  readonly bgp?: boolean;
  readonly frrSockets: string;
  /** The file that FRR starts with; absent: it is told everything after each start. */
  readonly frrConf?: string;
  readonly ignoreExcludeLb?: boolean;
  /** Where metrics and health are served; absent: nowhere. */
  readonly metrics?: ListenAddress;
  readonly logLevel: LogLevel;
}

/** What an announcer reads, and of which it writes a part; most of it with BGP only. */
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
    await announceUntil(stop.signal, options, store);
  } finally {
    Deno.removeSignalListener("SIGTERM", end);
    Deno.removeSignalListener("SIGINT", end);
  }
}

async function announceUntil(signal: AbortSignal, options: RunOptions, store: CountedStore): Promise<void> {
  const node = options.nodeName;
  const { namespace } = options;
  // Writes and watches go on while the wire says farewell, and end with it.
  const done = new AbortController();
  await using wire = new Wire({
    port: options.heartbeatPort,
    exclude: options.excludeInterfaces.map((each) => new RegExp(each)),
  });
  const peers = new Peers({ node, key: await readKey(options.heartbeatKey), incarnation: incarnation() }, clock());
  const statuses = new StatusReporter(store, done.signal, statusRestMs);
  const saver = new PlanSaver(options.stateDir);
  using spare = new SpareMemory();
  const plan: Plan = new Plan({
    node,
    namespace,
    store,
    holds: (address) => announcer.holds(address),
    onChange: (addresses) => {
      announcer.planChanged(addresses);
      saver.save(plan);
      spare.stir();
    },
  });
  const speaker = options.bgp ? await speakerFor(options, store, () => lease.renew()) : undefined;
  const lease: LeaseKeeper = new LeaseKeeper({
    node,
    namespace,
    store,
    links: () => wire.links,
    ...(speaker !== undefined && { bgp: () => speaker.standing }),
  });
  const scene = { node, store: store.tally, plan, peers, wire, clock, bgp: speaker };
  await using onlooker = options.metrics &&
    (await import("../metrics/announcer_metrics.ts")).open(scene, options.metrics);
  const announcer: Announcer = new Announcer({
    node,
    wire,
    peers,
    plan,
    refreshSeconds: options.refresh,
    clock,
    report: (virtualIP) => statuses.report(virtualIP),
    onLinks: () => lease.renew(),
    onlooker,
  });
  const saved = options.stateDir === undefined ? undefined : await loadPlan(options.stateDir);
  if (saved !== undefined) plan.restore(saved);
  const following = [plan.follow(done.signal, speaker?.virtualIPs), lease.run(done.signal)];
  log.info("Announcing on {links}", { links: wire.links.map((link) => link.name).join(", ") || "no link yet" });
  await Promise.all([announcer.run(signal), speaker?.run(signal).then(() => lease.renewed(farewellMs))]);
  done.abort();
  await Promise.all([...following, statuses.settled(), saver.settled()]);
  log.info("Stopped");
}

/** With eight at a time, 200 statuses are written a second. */
const statusRestMs = 40;

/** How long, at the end, the Lease may take to tell that the sessions are closed. */
const farewellMs = 1_000;

async function speakerFor(options: RunOptions, store: Store, onStanding: () => void): Promise<BGPSpeaker> {
  const { BGPSpeaker } = await import("../bgp/bgp_speaker.ts");
  const { nodeName, namespace, frrSockets, frrConf, ignoreExcludeLb = false } = options;
  return new BGPSpeaker({
    node: nodeName,
    namespace,
    ignoreExcludeLabel: ignoreExcludeLb,
    store,
    frr: { folder: frrSockets, ...(frrConf !== undefined && { configurationFile: frrConf }) },
    onStanding,
  });
}

/** Saves the plan after a change, at most once a second. */
class PlanSaver {
  readonly #folder: string | undefined;
  #saving: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  save(plan: Plan): void {
    const folder = this.#folder;
    if (folder === undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#saving = savePlan(folder, plan.saved);
    }, 1_000);
  }

  async settled(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#saving;
  }
}

/** Without a key the heartbeats carry a signature that anybody can make. */
async function readKey(file: string | undefined): Promise<Uint8Array> {
  if (file !== undefined) return await Deno.readFile(file);
  log.warn("Heartbeats are not protected: no --heartbeat-key");
  return new Uint8Array(32);
}

function incarnation(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) || 1;
}

/** Since the epoch, but steady: a correction of the system's clock does not move it. */
function clock(): number {
  return performance.timeOrigin + performance.now();
}
