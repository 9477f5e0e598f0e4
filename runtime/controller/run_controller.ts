/**
 * Puts the parts of a controller together, and takes them apart again.
 *
 * @module
 */

import type { Settings } from "../../functions/model/observed.ts";
import { runHost } from "../host/host.ts";
import { type LogLevel, startLog } from "../log.ts";
import { openStore, type StorePlace } from "../store/open_store.ts";
import type { Store } from "../store/store.ts";
import { Leadership } from "./leadership.ts";
import { pass, type Passed, selectionsFor } from "./pass.ts";

export interface ControllerOptions {
  readonly place: StorePlace;
  readonly settings: Settings;
  readonly logLevel: LogLevel;
}

/** Looks on at each pass of the leader, in its turn: for metrics, the status page, a recording. Must be quick, and must not throw. */
export type Onlooker = (passed: Passed) => void;

const leaseName = "arpeggio-controller";
const leaseSeconds = 6;

/** Runs until SIGTERM or SIGINT. */
export async function runController({ place, settings, logLevel }: ControllerOptions): Promise<void> {
  await startLog({ level: logLevel });
  const stop = new AbortController();
  const end = (): void => stop.abort();
  Deno.addSignalListener("SIGTERM", end);
  Deno.addSignalListener("SIGINT", end);
  try {
    await using store = await openStore(place, { fieldManager: "arpeggio-controller" });
    await leadership(store, settings, []).run(stop.signal);
  } finally {
    Deno.removeSignalListener("SIGTERM", end);
    Deno.removeSignalListener("SIGINT", end);
  }
}

function leadership(store: Store, settings: Settings, onlookers: readonly Onlooker[]): Leadership {
  const { namespace } = settings;
  const identity = ownIdentity();
  return new Leadership({
    store,
    contender: { identity, name: leaseName, namespace, durationSeconds: leaseSeconds },
    // Who loses the lead forgets what it knew; the next term lists everything anew.
    term: (isLeader, signal) =>
      runHost({
        store,
        selections: selectionsFor(settings),
        decide: (world) => {
          const passed = pass(world, { settings, now: Date.now() });
          for (const look of onlookers) look(passed);
          return passed.decision;
        },
        mayWrite: isLeader,
      }, signal),
  });
}

/** Unique for each process, and in a Pod it says which. */
function ownIdentity(): string {
  const allowed = Deno.permissions.querySync({ name: "env", variable: "HOSTNAME" }).state === "granted";
  const host = allowed ? Deno.env.get("HOSTNAME") : undefined;
  return `${host ?? "controller"}_${crypto.randomUUID()}`;
}
