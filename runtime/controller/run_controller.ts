/**
 * Puts the parts of a controller together, runs them, and disposes of them.
 *
 * @module
 */

import { controllerLeaseSeconds } from "../../functions/model/lease_times.ts";
import { controllerLeaseName } from "../../functions/model/names.ts";
import { steadyNow } from "../ground/clock.ts";
import { endInTime } from "../ground/end_in_time.ts";
import { type PassTaken, runHost } from "../host/host.ts";
import { logger, startLog } from "../ground/log.ts";
import { CountedStore } from "../store/counted_store.ts";
import { openStore } from "../store/open_store.ts";
import type { Store } from "../store/store.ts";
import { standBy } from "./bystander.ts";
import { HistoryKeeper } from "./history_keeper.ts";
import { Labelling } from "./labelling.ts";
import { Leadership } from "./leadership.ts";
import { type Onlooker, openOnlookers } from "./onlookers.ts";
import type { ControllerOptions } from "./options.ts";
import { passwordRoleSelection, withPasswordRole } from "./password_role.ts";
import { pass, type Passed, PassMemory, selectionsFor } from "./pass.ts";
import { SilenceAlarm } from "./silence_alarm.ts";
import { SpareHeap } from "./spare_heap.ts";

const log = logger("controller");

/** Runs until SIGTERM or SIGINT. */
export async function runController(options: ControllerOptions): Promise<void> {
  await startLog({ level: options.logLevel });
  const stop = new AbortController();
  endInTime(stop.signal);
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
      leaseSeen: () => leadership.leaseSeen,
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
  const { settings, passwordRole } = options;
  const { namespace } = settings;
  const labelling = new Labelling();
  const isLabelled = (): boolean => labelling.isComplete;
  return new Leadership({
    store,
    contender: { identity, name: controllerLeaseName, namespace, durationSeconds: controllerLeaseSeconds, isLabelled },
    // The memory belongs to one term. The next term lists all objects again.
    term: async (isLeader, signal) => {
      let passed: Passed | undefined;
      const memory = new PassMemory();
      labelling.begin();
      const silence = new SilenceAlarm();
      await using history = new HistoryKeeper({ store, namespace, mayWrite: isLeader });
      await runHost({
        store,
        selections: [
          ...selectionsFor(settings),
          ...(passwordRole === undefined ? [] : [passwordRoleSelection(passwordRole, namespace)]),
        ],
        decide: (world) => {
          passed = pass(world, { settings, now: steadyNow(), memory });
          silence.look(passed.observed);
          history.look(passed);
          if (passed.difference !== undefined) {
            log.error("A full pass decided differently from the partial passes, and its result is used: {difference}", {
              difference: passed.difference,
            });
          }
          return passwordRole === undefined ? passed.decision : withPasswordRole(passed.decision, world);
        },
        onPass: (taken: PassTaken) => {
          spareHeap.stir();
          if (passed === undefined) return;
          labelling.look(passed.observed.virtualIPs, taken.queue);
          onlookers.look({ ...passed, history: history.entries }, taken);
        },
        mayWrite: isLeader,
      }, signal);
      onlookers.termEnded();
    },
  });
}

/** An identity that is unique for each process; in a Pod it contains the Pod's name. */
function ownIdentity(): string {
  const allowed = Deno.permissions.querySync({ name: "env", variable: "HOSTNAME" }).state === "granted";
  const host = allowed ? Deno.env.get("HOSTNAME") : undefined;
  return `${host ?? "controller"}_${crypto.randomUUID()}`;
}
