import { defaultSettings } from "../../../functions/model/observed.ts";
import type { Scene } from "../../../runtime/controller/onlookers.ts";
import { StoreTally } from "../../../runtime/store/counted_store.ts";

/** A leading controller that has not observed anything. */
export const leading: Scene = {
  options: { place: { at: "cluster" }, settings: defaultSettings, logLevel: "error" },
  identity: "controller-1",
  isLeader: () => true,
  leader: () => "controller-1",
  leaseSeen: () => ({ unchangedMs: 0 }),
  leadershipTurnedAt: () => performance.now(),
  store: new StoreTally(),
  standBy: () => Promise.resolve(),
};
