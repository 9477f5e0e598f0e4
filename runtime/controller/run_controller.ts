/**
 * Puts the parts of a controller together, and takes them apart again.
 *
 * @module
 */

import { type PassTaken, runHost } from "../host/host.ts";
import { startLog } from "../log.ts";
import { CountedStore } from "../store/counted_store.ts";
import { openStore } from "../store/open_store.ts";
import type { Store } from "../store/store.ts";
import { standBy } from "./bystander.ts";
import { Leadership } from "./leadership.ts";
import { type Onlooker, openOnlookers } from "./onlookers.ts";
import type { ControllerOptions } from "./options.ts";
import { pass, type Passed, selectionsFor } from "./pass.ts";
import { SpareHeap } from "./spare_heap.ts";

const leaseName = "arpeggio-controller";
const leaseSeconds = 6;

/** Runs until SIGTERM or SIGINT. */
export async function runController(options: ControllerOptions): Promise<void> {
  await startLog({ level: options.logLevel });
  const stop = new AbortController();
  const end = (): void => stop.abort();
  Deno.addSignalListener("SIGTERM", end);
  Deno.addSignalListener("SIGINT", end);
  try {
    await using plain = await openStore(options.place, { fieldManager: "arpeggio-controller" });
    const store = new CountedStore(plain);
    const identity = ownIdentity();
    using spareHeap = new SpareHeap();
    await using onlookers = await openOnlookers({
      options,
      store: store.tally,
      standBy: (look, signal) => {
        const looked = (passed: Passed): void => {
          spareHeap.stir();
          look(passed);
        };
        return standBy(plain, options.settings, looked, signal);
      },
      identity,
      isLeader: () => leadership.isLeader(),
      leader: () => leadership.leader,
      leadershipTurnedAt: () => leadership.turnedAt,
    });
    const leadership = leadershipOf({ store, identity, options, onlookers, spareHeap });
    await leadership.run(stop.signal);
  } finally {
    Deno.removeSignalListener("SIGTERM", end);
    Deno.removeSignalListener("SIGINT", end);
  }
}

interface LeadershipParts {
  readonly store: Store;
  readonly identity: string;
  readonly options: ControllerOptions;
  readonly onlookers: Required<Onlooker>;
  readonly spareHeap: SpareHeap;
}

function leadershipOf({ store, identity, options, onlookers, spareHeap }: LeadershipParts): Leadership {
  const { settings } = options;
  const { namespace } = settings;
  return new Leadership({
    store,
    contender: { identity, name: leaseName, namespace, durationSeconds: leaseSeconds },
    // Who loses the lead forgets what it knew; the next term lists everything anew.
    term: async (isLeader, signal) => {
      let passed: Passed | undefined;
      await runHost({
        store,
        selections: selectionsFor(settings),
        decide: (world) => {
          passed = pass(world, { settings, now: Date.now() });
          return passed.decision;
        },
        onPass: (taken: PassTaken) => {
          spareHeap.stir();
          if (passed !== undefined) onlookers.look(passed, taken);
        },
        mayWrite: isLeader,
      }, signal);
      onlookers.termEnded();
    },
  });
}

/** Unique for each process, and in a Pod it says which. */
function ownIdentity(): string {
  const allowed = Deno.permissions.querySync({ name: "env", variable: "HOSTNAME" }).state === "granted";
  const host = allowed ? Deno.env.get("HOSTNAME") : undefined;
  return `${host ?? "controller"}_${crypto.randomUUID()}`;
}
